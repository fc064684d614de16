namespace HazmatTrack.Storage.Registry;

/// <summary>
/// The condition of a filing on the current version, so that nobody overwrites an unseen change. Evaluated in the transaction that files.
/// </summary>
public sealed record VersionCondition
{
    public static readonly VersionCondition None = new();

    /// <summary>A document of the number must exist already.</summary>
    public bool MustExist { get; init; }

    /// <summary>The current version must be one of these; null for any.</summary>
    public IReadOnlyCollection<int>? OneOf { get; init; }

    /// <summary>No document of the number may exist yet.</summary>
    public bool MustNotExist { get; init; }

    /// <summary>The current version must be none of these.</summary>
    public IReadOnlyCollection<int> NoneOf { get; init; } = [];

    /// <summary>This condition, and that the current version is still the one that somebody has looked at.</summary>
    /// <param name="looked">That version; null where there was none.</param>
    public VersionCondition After(int? looked) => looked is not { } version
        ? this with { MustNotExist = true }
        : this with { MustExist = true, OneOf = OneOf?.Contains(version) == false ? [] : [version] };

    /// <summary>Whether the current version, null for none, is one for which the filing was made.</summary>
    public bool RestsOn(int? current) => current is { } version ? OneOf?.Contains(version) ?? true : !MustExist;

    /// <summary>Whether the current version, null for none, is one that the filing must not follow.</summary>
    public bool Excludes(int? current) => current is { } version && (MustNotExist || NoneOf.Contains(version));
}
