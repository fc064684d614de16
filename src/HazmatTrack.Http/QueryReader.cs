using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Http;

/// <summary>
/// Reads the parameters of a query and rejects unknown ones: ignoring a misspelt filter would return everything, and look like a valid answer.
/// Returns null where a parameter is not given.
/// </summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;

    /// <exception cref="BadInputException">A parameter is not one of these, or is given twice.</exception>
    public QueryReader(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        _query = query;
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name))
            {
                throw new BadInputException(name, names.IsEmpty
                    ? $"There is no parameter '{name}' here; this call takes none."
                    : $"There is no parameter '{name}' here; there are: {string.Join(", ", names!)}.");
            }

            if (values.Count > 1)
            {
                throw new BadInputException(name, $"'{name}' is given {values.Count} times; give it once.");
            }
        }
    }

    public string? Text(string name, int maxLength = 100)
    {
        if (!_query.TryGetValue(name, out var values))
        {
            return null;
        }

        var text = values.ToString();
        return text.Length == 0 ? throw new BadInputException(name, $"'{name}' is empty; leave it out or give it a value.")
            : text.Length > maxLength ? throw new BadInputException(name, $"'{name}' is {text.Length} characters long; at most {maxLength}.")
            : text;
    }

    /// <summary>A vehicle's id, exactly as a response returned it.</summary>
    public VehicleId? Vehicle(string name) => Text(name) is not { } text ? null
        : VehicleId.TryFromStored(text, out var vehicle) ? vehicle
        : throw new BadInputException(name, $"'{text}' is not a vehicle id; expected {VehicleId.Expected}.");

    public ProvinceCode? Province(string name) => Text(name) is not { } text ? null
        : ProvinceCode.TryParse(text, out var province) ? province
        : throw new BadInputException(name, $"'{text}' is not a province code; expected six digits, such as 310000.");

    /// <summary>The id of a rule of the catalog: no alert of any other rule exists, and an empty list must not look like an answer.</summary>
    public string? Rule(string name, RuleCatalog rules) => Text(name) is not { } text || rules.Ids.Contains(text) ? Text(name)
        : throw new BadInputException(name, $"'{text}' is not a rule; expected one of {string.Join(", ", rules.Ids)}.");

    /// <summary>One of the given names; null where it is not given.</summary>
    public T? OneOf<T>(string name, IReadOnlyDictionary<string, T> values)
        where T : struct => Text(name) is not { } text ? null
        : values.TryGetValue(text, out var value) ? value
        : throw new BadInputException(name, $"'{text}' is not a {name}; expected one of {string.Join(", ", values.Keys)}.");

    /// <summary>A comma-separated list of the given names; empty where it is not given.</summary>
    public IReadOnlyList<T> Several<T>(string name, IReadOnlyDictionary<string, T> values)
        where T : struct => Text(name) is not { } text ? []
        : [.. text.Split(',').Select(one => values.TryGetValue(one, out var value)
            ? value
            : throw new BadInputException(name, $"'{one}' is not a {name}; expected any of {string.Join(", ", values.Keys)}."))];

    public int? Number(string name, int min, int max) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw new BadInputException(name, $"'{text}' is not a whole number from {min} to {max}.");

    /// <summary>One of the given words.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> words) => Text(name) is not { } text || words.Contains(text) ? Text(name)
        : throw new BadInputException(name, $"'{text}' is not a {name}; expected {string.Join(", ", words!)}.");

    /// <summary>Whether a CSV begins with a byte order mark; false where it is not given.</summary>
    public bool Bom(string format) => OneOf("bom", "true", "false") is { } bom
        && (format == "csv" ? bom == "true" : throw new BadInputException("bom", $"'bom' is of format=csv alone, not of {format}."));

    /// <summary>An instant with its offset. A plus sign that arrived as a space, since it was not escaped, is accepted.</summary>
    public Instant? Instant(string name) => Text(name) is not { } text ? null
        : ApiTime.TryParse(text, out var time) ? time
        : throw new BadInputException(name, $"'{text}' is not {ApiTime.Expected}.");
}
