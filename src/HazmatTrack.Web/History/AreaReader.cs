using System.Globalization;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Http;

namespace HazmatTrack.Web.History;

/// <summary>Reads places out of a query.</summary>
internal static class AreaReader
{
    private static readonly Distance s_widest = Distance.FromKilometres(200);

    /// <summary>latitude,longitude,radius in metres; null where the parameter is not given.</summary>
    public static (GeoPoint Centre, Distance Radius)? Circle(this QueryReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        return Numbers(text, 3) is [var lat, var lon, var radius] && PointOf(lat, lon) is { } centre && radius > 0 && radius <= s_widest.Metres
            ? (centre, Distance.FromMetres(radius))
            : throw new BadInputException(name, $"'{text}' is not lat,lon,radius with degrees and metres (up to {s_widest.Metres:0}), such as 31.23,121.47,5000.");
    }

    /// <summary>west,south,east,north in degrees, as in RFC 7946 §5; null where the parameter is not given.</summary>
    public static GeoArea? Box(this QueryReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        return Numbers(text, 4) is [var west, var south, var east, var north]
            && PointOf(south, west) is { } southWest && PointOf(north, east) is { } northEast && south <= north && west <= east
            ? GeoArea.Box(southWest, northEast)
            : throw new BadInputException(name, $"'{text}' is not west,south,east,north in degrees, such as 121.0,31.0,121.5,31.5.");
    }

    /// <exception cref="BadInputException">A coordinate is missing or invalid.</exception>
    public static GeoPoint Point(this QueryReader reader, string latitude, string longitude) =>
        PointOf(Number(reader, latitude, 90), Number(reader, longitude, 180))!.Value;

    private static double Number(QueryReader reader, string name, double most) =>
        reader.Text(name) is { } text && Numbers(text, 1) is [var number] && Math.Abs(number) <= most
            ? number
            : throw new BadInputException(name, $"'{name}' is needed, in degrees from -{most} to {most}.");

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
