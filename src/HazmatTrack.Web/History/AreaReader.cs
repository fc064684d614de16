using System.Globalization;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Web.History;

/// <summary>Reads places out of a query; null where a parameter is not given, and where it is wrong.</summary>
internal static class AreaReader
{
    private static readonly Distance s_widest = Distance.FromKilometres(200);

    /// <summary>latitude,longitude,radius in metres.</summary>
    public static (GeoPoint Centre, Distance Radius)? Circle(this QueryReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        if (Numbers(text, 3) is [var lat, var lon, var radius] && PointOf(lat, lon) is { } centre && radius > 0 && radius <= s_widest.Metres)
        {
            return (centre, Distance.FromMetres(radius));
        }

        reader.Wrong(name, FaultCode.Invalid, new(
            $"“{text}”不是 纬度,经度,半径（度，米，至多 {s_widest.Metres:0}），例如 31.23,121.47,5000。",
            $"'{text}' is not lat,lon,radius with degrees and metres (up to {s_widest.Metres:0}), such as 31.23,121.47,5000."));
        return null;
    }

    /// <summary>west,south,east,north in degrees, as in RFC 7946 §5.</summary>
    public static GeoArea? Box(this QueryReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        if (Numbers(text, 4) is [var west, var south, var east, var north]
            && PointOf(south, west) is { } southWest && PointOf(north, east) is { } northEast && south <= north && west <= east)
        {
            return GeoArea.Box(southWest, northEast);
        }

        reader.Wrong(name, FaultCode.Invalid, new(
            $"“{text}”不是 西,南,东,北（度），例如 121.0,31.0,121.5,31.5。", $"'{text}' is not west,south,east,north in degrees, such as 121.0,31.0,121.5,31.5."));
        return null;
    }

    /// <summary>A point that a call cannot do without.</summary>
    public static GeoPoint? Point(this QueryReader reader, string latitude, string longitude)
    {
        var (lat, lon) = (Number(reader, latitude, 90), Number(reader, longitude, 180));
        return lat is { } y && lon is { } x ? PointOf(y, x) : null;
    }

    private static double? Number(QueryReader reader, string name, double most)
    {
        if (reader.Text(name) is not { } text)
        {
            return reader.Required<double>(name, null, new($"{-most} 至 {most} 度", $"degrees from {-most} to {most}"));
        }

        if (Numbers(text, 1) is [var number] && Math.Abs(number) <= most)
        {
            return number;
        }

        reader.Wrong(name, FaultCode.OutOfRange, new($"“{text}”不是 {-most} 至 {most} 的度数。", $"'{text}' is not a number of degrees from {-most} to {most}."));
        return null;
    }

    private static GeoPoint? PointOf(double latitude, double longitude) =>
        Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180 ? GeoPoint.FromDegrees(latitude, longitude) : null;

    private static double[]? Numbers(string text, int count)
    {
        var parts = text.Split(',');
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            if (parts.Length != count
                || !double.TryParse(parts[i], NumberStyles.Float & ~NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
