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
    private readonly SortedDictionary<string, List<Fault>> _byField = new(StringComparer.Ordinal);

    /// <summary>The faults by field: a parameter, a header, a member of the body, or <c>body</c> for the body as a whole.</summary>
    public IReadOnlyDictionary<string, List<Fault>> ByField => _byField;

    public bool IsEmpty => _byField.Count == 0;

    public bool Has(string field) => _byField.ContainsKey(field);

    public void Add(string field, FaultCode code, LocalText message)
    {
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
        string.Join(' ', _byField.Select(f => $"{f.Key}: {string.Join(' ', f.Value.Select(v => v.Message.In(language)))}"));
}
