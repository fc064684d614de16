using System.Collections.Immutable;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Api;

namespace HazmatTrack.Server.Registry;

/// <summary>
/// Reads the fields of a filed document one by one and remembers what is wrong with each, so that whoever filed it is told
/// everything at once. A field that nobody asked for is wrong too: it is mostly one that was misspelt.
/// </summary>
internal sealed class DocumentFields(JsonElement body)
{
    /// <summary>A route of 2,000 km with a point every 200 m.</summary>
    public const int MostPoints = 10_000;

    public const int LongestNumber = 64;

    /// <summary>Two points further apart are a slip of the pen, or a line that follows no road.</summary>
    private static readonly Distance s_widestGap = Distance.FromKilometres(100);

    private readonly HashSet<string> _asked = [];

    /// <summary>What is wrong, by name of field.</summary>
    public SortedDictionary<string, string[]> Wrong { get; } = new(StringComparer.Ordinal);

    /// <summary>To be called after the last field: names those that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var property in body.EnumerateObject().Where(p => !_asked.Contains(p.Name)))
        {
            Say(property.Name, $"There is no such field; known are {string.Join(", ", _asked.Order())}.");
        }
    }

    /// <summary>The number of a document; the one in the address, if there is one, and then the body may repeat it.</summary>
    public string Number(string? inAddress)
    {
        var element = Ask("number");
        if (inAddress is null)
        {
            return IsNumber(Text(element)) ? element.GetString()! : Say("number", NumberExpected, "");
        }

        if (element.ValueKind != JsonValueKind.Undefined && (element.ValueKind != JsonValueKind.String || element.GetString() != inAddress))
        {
            Say("number", $"The address says {inAddress}; leave the field out or repeat that.");
        }

        return inAddress;
    }

    public string FiledBy() => CheckFiledBy(Text(Ask("filedBy"))) is { } by ? by : Say("filedBy", FiledByExpected, "");

    public VehicleId Vehicle() => VehicleId.TryParse(Text(Ask("vehicle")), out var id, out var reason)
        ? id
        : Say("vehicle", reason, default(VehicleId));

    public (Instant From, Instant To) Validity()
    {
        var known = Time("validFrom", out var from) & Time("validTo", out var to);
        if (known && from >= to)
        {
            Say("validTo", "The end of validity must be after validFrom.");
        }

        return (from, to);
    }

    public ImmutableArray<ProvinceCode> Provinces()
    {
        var element = Ask("provinces");
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() is 0 or > 40)
        {
            return Say<ImmutableArray<ProvinceCode>>("provinces", "Expected a list of at least one province, each as six digits, such as [\"310000\", \"320000\"].", []);
        }

        var provinces = ImmutableArray.CreateBuilder<ProvinceCode>();
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !ProvinceCode.TryParse(item.GetString(), out var code))
            {
                Say("provinces", $"{Shown(item)} is not the code of a province; expected six digits in quotes, such as \"310000\".");
            }
            else if (provinces.Contains(code))
            {
                Say("provinces", $"{code} is there twice.");
            }
            else
            {
                provinces.Add(code);
            }
        }

        return provinces.ToImmutable();
    }

    public Distance Corridor()
    {
        var element = Ask("corridorM");
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var metres) && metres is >= 10 and <= 5000
            ? Distance.FromMetres(metres)
            : Say("corridorM", "Expected the width on each side of the line, 10 to 5000 metres; 200 to 500 is usual.", Distance.Zero);
    }

    public ImmutableArray<GeoPoint> Line()
    {
        var element = Ask("line");
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (!element.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "LineString")
            {
                return Say<ImmutableArray<GeoPoint>>("line", "Expected a GeoJSON geometry of type LineString.", []);
            }

            _ = element.TryGetProperty("coordinates", out element);
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() is < 2 or > MostPoints)
        {
            return Say<ImmutableArray<GeoPoint>>(
                "line", $"Expected a GeoJSON LineString or a list of [longitude, latitude] on WGS-84, of 2 to {MostPoints} points.", []);
        }

        var line = ImmutableArray.CreateBuilder<GeoPoint>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            if (!TryPoint(item, out var point))
            {
                return Say<ImmutableArray<GeoPoint>>(
                    "line", $"Point {line.Count} is {Shown(item)}; expected [longitude, latitude] in degrees, such as [121.47, 31.23].", []);
            }

            if (line.Count > 0 && Geodesy.Between(line[^1], point) is var gap && gap > s_widestGap)
            {
                return Say<ImmutableArray<GeoPoint>>(
                    "line", $"From point {line.Count - 1} to point {line.Count} are {gap.Kilometres:0} km; a line that follows a road has a point at least every {s_widestGap.Kilometres:0} km.", []);
            }

            line.Add(point);
        }

        return line.Any(p => p != line[0]) ? line.MoveToImmutable() : Say<ImmutableArray<GeoPoint>>("line", "All points are the same: the line has no length.", []);
    }

    /// <summary>Letters and digits of any script and a few signs that are safe in an address.</summary>
    public static bool IsNumber(string? text) =>
        text is { Length: > 0 and <= LongestNumber } && char.IsLetterOrDigit(text[0])
        && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '(' or ')' or '（' or '）' or '[' or ']' or '〔' or '〕' or '【' or '】');

    /// <summary>The name of whoever files, without blanks around it; null when it is none.</summary>
    public static string? CheckFiledBy(string? text) =>
        text?.Trim() is { Length: > 0 and <= 64 } name && !name.Any(char.IsControl) ? name : null;

    public const string FiledByExpected = "Expected the name of whoever files this, 1 to 64 characters.";

    public static readonly string NumberExpected = $"Expected 1 to {LongestNumber} letters, digits or -_.()[]〔〕【】, beginning with a letter or digit.";

    private bool Time(string name, out Instant time)
    {
        if (ApiTime.TryParse(Text(Ask(name)), out time))
        {
            return true;
        }

        Say(name, $"Expected {ApiTime.Expected}.");
        return false;
    }

    private static bool TryPoint(JsonElement item, out GeoPoint point)
    {
        point = default;
        if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() is < 2 or > 3
            || item[0].ValueKind != JsonValueKind.Number || item[1].ValueKind != JsonValueKind.Number
            || !item[0].TryGetDouble(out var longitude) || !item[1].TryGetDouble(out var latitude)
            || longitude is not (>= -180 and <= 180) || latitude is not (>= -90 and <= 90))
        {
            return false;
        }

        point = GeoPoint.FromDegrees(latitude, longitude);
        return true;
    }

    private JsonElement Ask(string name)
    {
        _asked.Add(name);
        return body.TryGetProperty(name, out var element) ? element : default;
    }

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string Shown(JsonElement element) => element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText();

    private void Say(string field, string what) => Wrong[field] = Wrong.TryGetValue(field, out var said) ? [.. said, what] : [what];

    private T Say<T>(string field, string what, T instead)
    {
        Say(field, what);
        return instead;
    }
}
