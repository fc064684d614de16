using System.Text.Encodings.Web;
using System.Text.Json;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Server.Api;
using HazmatTrack.Storage.Registry;
using Route = HazmatTrack.Domain.Documents.Route;

namespace HazmatTrack.Server.Registry;

/// <summary>What a client files as a permit. <c>number</c> is in the address with PUT.</summary>
internal sealed record PermitBody(string Number, string Vehicle, string[] Provinces, DateTimeOffset ValidFrom, DateTimeOffset ValidTo, string FiledBy);

/// <summary>What a client files as a route. <c>number</c> is in the address with PUT; <c>line</c> may be the bare coordinates too.</summary>
internal sealed record RouteBody(
    string Number, string Vehicle, LineView Line, double CorridorM, DateTimeOffset ValidFrom, DateTimeOffset ValidTo, string FiledBy);

/// <summary>A GeoJSON LineString: [longitude, latitude] in degrees on WGS-84.</summary>
internal sealed record LineView(string Type, double[][] Coordinates);

/// <summary>One version of a permit, as clients see it.</summary>
internal sealed record PermitView(
    string Number, string Vehicle, string[] Provinces, string ValidFrom, string ValidTo, string? WithdrawnAt, int Version, string RecordedAt, string FiledBy)
{
    public static PermitView Of(Filed<Permit> filed) => new(
        filed.Document.Number,
        filed.Document.Vehicle.ToString(),
        [.. filed.Document.Provinces.Select(p => p.ToString())],
        ApiTime.Text(filed.Document.ValidFrom),
        ApiTime.Text(filed.Document.ValidTo),
        ApiTime.Text(filed.Document.WithdrawnAt),
        filed.Version,
        ApiTime.Text(filed.RecordedAt),
        filed.FiledBy);
}

/// <summary>One version of a route, as clients see it.</summary>
internal sealed record RouteView(
    string Number,
    string Vehicle,
    LineView Line,
    double CorridorM,
    string ValidFrom,
    string ValidTo,
    string? WithdrawnAt,
    int Version,
    string RecordedAt,
    string FiledBy)
{
    public static RouteView Of(Filed<Route> filed) => new(
        filed.Document.Number,
        filed.Document.Vehicle.ToString(),
        new("LineString", [.. filed.Document.Line.Select(p => new[] { p.LongitudeE6 / 1e6, p.LatitudeE6 / 1e6 })]),
        filed.Document.Corridor.Metres,
        ApiTime.Text(filed.Document.ValidFrom),
        ApiTime.Text(filed.Document.ValidTo),
        ApiTime.Text(filed.Document.WithdrawnAt),
        filed.Version,
        ApiTime.Text(filed.RecordedAt),
        filed.FiledBy);
}

/// <summary>A list with the place where it goes on; null at its end.</summary>
internal sealed record DocumentList<TView>(IReadOnlyList<TView> Items, string? NextCursor);

/// <summary>JSON as the clients get it: camelCase, and Chinese as it is written.</summary>
internal static class DocumentJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
