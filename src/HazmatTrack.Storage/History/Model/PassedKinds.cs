using System.Collections.Immutable;
using System.Globalization;

namespace HazmatTrack.Storage.History.Model;

/// <summary>
/// Kinds of document that an owner of a partition did not know, each with the revision of the registry after which filings of it were passed over: an owner
/// that knows the kind notes them. Immutable.
/// </summary>
public sealed class PassedKinds
{
    public static readonly PassedKinds None = new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, long> _after;

    private PassedKinds(ImmutableSortedDictionary<string, long> after) => _after = after;

    public bool IsEmpty => _after.IsEmpty;

    /// <summary>The kinds, and after which revision each was passed over.</summary>
    public IEnumerable<KeyValuePair<string, long>> All => _after;

    /// <summary>The stored form: kind=revision, in order, separated by spaces; null for none.</summary>
    public string? Stored => IsEmpty ? null : string.Join(' ', _after.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value}")));

    /// <summary>Parses the stored form. After vehicles moved between partitions a kind may occur more than once: the lowest revision applies.</summary>
    /// <exception cref="FormatException">The text does not have this form.</exception>
    public static PassedKinds FromStored(string? stored)
    {
        var passed = None;
        foreach (var pair in (stored ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            passed = pair.Split('=') is [{ Length: > 0 } kind, var revision] && long.TryParse(revision, CultureInfo.InvariantCulture, out var after)
                ? passed.With(kind, after)
                : throw new FormatException($"'{pair}' is not a kind of document with a revision.");
        }

        return passed;
    }

    /// <summary>Returns a copy with filings of a kind passed over after a revision as well.</summary>
    public PassedKinds With(string kind, long after) =>
        new(_after.SetItem(kind, _after.TryGetValue(kind, out var known) ? Math.Min(known, after) : after));

    /// <summary>Returns a copy with the kinds of another as well.</summary>
    public PassedKinds With(PassedKinds others) => others._after.Aggregate(this, (all, other) => all.With(other.Key, other.Value));

    /// <summary>Returns a copy without the kinds whose filings have been noted from a revision on; a kind with earlier ones to be noted stays.</summary>
    public PassedKinds Without(PassedKinds noted) =>
        new(_after.RemoveRange(noted._after.Where(n => _after.TryGetValue(n.Key, out var after) && after >= n.Value).Select(n => n.Key)));
}
