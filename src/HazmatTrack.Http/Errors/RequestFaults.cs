using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>One fault of a field.</summary>
internal readonly record struct Fault(FaultCode Code, LocalText Message);

/// <summary>
/// Collects what is wrong with a request, so that its answer names all of it at once. The readers of the query and of the body add to the same one.
/// </summary>
/// <remarks>
/// By field, and for each field a list: one field can be wrong in several ways (a list of provinces with two unknown ones), and a form shows each
/// message at its input.
/// </remarks>
internal sealed class RequestFaults
{
    /// <summary>
    /// The most faults that are listed, more than anybody corrects by hand: the answer to a body of nothing but faults must not be many times its size.
    /// </summary>
    public const int MostListed = 100;

    /// <summary>The longest name of a field, in characters: a name that is not known comes from the request.</summary>
    private const int LongestField = 100;

    private readonly SortedDictionary<string, List<Fault>> _byField = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The faults by field: a parameter, a header, a member of the body, or <c>body</c> for the body as a whole.</summary>
    public IReadOnlyDictionary<string, List<Fault>> ByField => _byField;

    public bool IsEmpty => _byField.Count == 0;

    public bool Has(string field) => _byField.ContainsKey(field);

    public void Add(string field, FaultCode code, LocalText message)
    {
        if (++_count > MostListed)
        {
            return;
        }

        field = field.Length > LongestField ? field[..LongestField] + "…" : field;
        if (!_byField.TryGetValue(field, out var faults))
        {
            _byField.Add(field, faults = []);
        }

        faults.Add(new(code, message));
    }

    /// <summary>Must be called after everything was read, and before anything is done.</summary>
    /// <exception cref="InvalidRequestException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new InvalidRequestException(ProblemCode.BadInput, this);
        }
    }

    /// <summary>Everything in one text.</summary>
    public LocalText Describe() => new(Describe(Language.Chinese), Describe(Language.English));

    private string Describe(Language language) =>
        string.Join(' ', _byField.Select(f => $"{f.Key}: {string.Join(' ', f.Value.Select(v => v.Message.In(language)))}"))
        + (_count > MostListed ? NotListed(_count - MostListed).In(language) : "");

    private static LocalText NotListed(int more) => new(
        string.Create(CultureInfo.InvariantCulture, $" 另有 {more} 处错误未列出。"),
        string.Create(CultureInfo.InvariantCulture, $" {more} more faults are not listed."));
}
