using System.Globalization;
using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Api;

/// <summary>
/// Reads the parameters of a query and refuses what it does not understand: a misspelt filter that was ignored would answer with
/// everything, and look like an answer. Null where a parameter is not given.
/// </summary>
internal sealed partial class QueryReader
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
                throw new BadInputException(name, $"There is no parameter '{name}' here; there are: {string.Join(", ", names!)}.");
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

    public VehicleId? Vehicle(string name) => Text(name) is not { } text ? null
        : VehicleId.TryParse(text, out var vehicle) ? vehicle
        : throw new BadInputException(name, $"'{text}' is not a vehicle id; expected plate_colour, such as 沪A12345_2.");

    public ProvinceCode? Province(string name) => Text(name) is not { } text ? null
        : ProvinceCode.TryParse(text, out var province) ? province
        : throw new BadInputException(name, $"'{text}' is not a province code; expected six digits, such as 310000.");

    public int? Number(string name, int min, int max) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw new BadInputException(name, $"'{text}' is not a whole number from {min} to {max}.");

    /// <summary>An instant with its offset. A plus sign that arrived as a blank, since it was not escaped, is taken for a plus sign.</summary>
    public Instant? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var iso = text.Replace(' ', '+');
        return Iso8601().IsMatch(iso) && DateTimeOffset.TryParse(iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? Domain.Instant.From(time)
            : throw new BadInputException(name, $"'{text}' is not an instant in ISO 8601 with its offset, such as 2026-03-01T08:00:00+08:00.");
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Iso8601();
}
