using System.IO.Pipelines;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>An output format for a track.</summary>
/// <param name="Name">The value in the query.</param>
/// <param name="ContentType">The media type of the response.</param>
/// <param name="IsDownload">Whether a browser saves the response rather than shows it.</param>
/// <param name="Begin">Begins the response for a vehicle and a span, of which positions may be missing from an instant on; null where none is.</param>
internal sealed record TrackFormat(string Name, string ContentType, bool IsDownload, Func<PipeWriter, VehicleId, Instant, Instant, Instant?, TrackWriter> Begin)
{
    /// <summary>The values of <c>geometry</c>, for GeoJSON only.</summary>
    public static readonly string[] Geometries = ["points", "lines"];

    private static readonly TrackFormat s_json =
        new("json", "application/json; charset=utf-8", false, (pipe, vehicle, from, to, unavailable) => new JsonTrack(pipe, vehicle, from, to, unavailable));
    private static readonly TrackFormat s_points =
        new("geojson", "application/geo+json; charset=utf-8", true, (pipe, vehicle, _, _, _) => new GeoJsonPoints(pipe, vehicle));
    private static readonly TrackFormat s_lines = s_points with { Begin = (pipe, vehicle, _, _, _) => new GeoJsonLines(pipe, vehicle) };
    private static readonly TrackFormat s_gpx =
        new("gpx", "application/gpx+xml; charset=utf-8", true, (pipe, vehicle, _, _, _) => new GpxTrack(pipe, vehicle));
    private static readonly TrackFormat s_csv =
        new("csv", "text/csv; charset=utf-8", true, (pipe, vehicle, _, _, _) => new CsvTrack(pipe, vehicle, bom: false));
    private static readonly TrackFormat s_csvWithBom = s_csv with { Begin = (pipe, vehicle, _, _, _) => new CsvTrack(pipe, vehicle, bom: true) };

    public static IEnumerable<string> Names => [s_json.Name, s_points.Name, s_gpx.Name, s_csv.Name];

    /// <summary>Reads <c>format</c>, <c>geometry</c> and <c>bom</c>; it is a fault where one of them is unknown, or belongs to another format.</summary>
    public static TrackFormat From(QueryReader reader)
    {
        var name = reader.OneOf("format", [.. Names]) ?? s_json.Name;
        var geometry = reader.OneOf("geometry", Geometries);
        var bom = reader.Bom(name);
        if (geometry is not null && name != s_points.Name)
        {
            reader.Wrong("geometry", FaultCode.NotApplicable, new(
                $"geometry 仅用于 format=geojson，不能用于 {name}。", $"'geometry' is for format=geojson only, not for {name}."));
        }

        return name switch
        {
            "geojson" => geometry == "lines" ? s_lines : s_points,
            "gpx" => s_gpx,
            "csv" => bom ? s_csvWithBom : s_csv,
            _ => s_json,
        };
    }
}
