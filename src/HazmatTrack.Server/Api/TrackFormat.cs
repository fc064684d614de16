using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Alerts;

namespace HazmatTrack.Server.Api;

/// <summary>A form in which a track is told.</summary>
internal sealed record TrackFormat(string Name, string ContentType, string Extension, Func<PipeWriter, VehicleId, Instant, Instant, TrackWriter> Begin)
{
    private static readonly TrackFormat[] s_all =
    [
        new("json", "application/json; charset=utf-8", "json", (pipe, vehicle, from, to) => new JsonTrack(pipe, vehicle, from, to)),
        new("geojson", "application/geo+json; charset=utf-8", "geojson", (pipe, vehicle, _, _) => new GeoJsonTrack(pipe, vehicle)),
        new("gpx", "application/gpx+xml; charset=utf-8", "gpx", (pipe, vehicle, _, _) => new GpxTrack(pipe, vehicle)),
        new("csv", "text/csv; charset=utf-8", "csv", (pipe, vehicle, _, _) => new CsvTrack(pipe, vehicle)),
    ];

    public static IEnumerable<string> Names => s_all.Select(f => f.Name);

    public static TrackFormat? Find(string name) => Array.Find(s_all, f => f.Name == name);
}

/// <summary>Writes a track point by point, without holding it.</summary>
internal abstract class TrackWriter(PipeWriter pipe) : IAsyncDisposable
{
    /// <summary>Bytes written and not handed on yet.</summary>
    public virtual long Pending => Pipe.UnflushedBytes;

    protected PipeWriter Pipe => pipe;

    /// <summary>Writes a text as it is: nothing in a track, vehicle ids included, needs escaping.</summary>
    protected void Text(string text) => Encoding.UTF8.GetBytes(text, pipe);

    public abstract void Write(in PositionReport point);

    public virtual async Task FlushAsync(CancellationToken cancellation) => await pipe.FlushAsync(cancellation);

    /// <summary>Writes what belongs after the last point.</summary>
    public abstract Task EndAsync(CancellationToken cancellation);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One object with the points as items; a report without a position has null for it.</summary>
internal class JsonTrack : TrackWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    public JsonTrack(PipeWriter pipe, VehicleId vehicle, Instant from, Instant to)
        : base(pipe)
    {
        Json = new(pipe, s_options);
        Json.WriteStartObject();
        Json.WriteString("vehicle", vehicle.ToString());
        Json.WriteString("from", AlertViews.Of(from));
        Json.WriteString("to", AlertViews.Of(to));
        Json.WriteStartArray("items");
    }

    protected JsonTrack(PipeWriter pipe)
        : base(pipe) => Json = new(pipe, s_options);

    public override long Pending => Json.BytesPending + Pipe.UnflushedBytes;

    protected Utf8JsonWriter Json { get; }

    public override void Write(in PositionReport point)
    {
        Json.WriteStartObject();
        WriteTime(point);
        WritePlace(point);
        WriteRest(point);
        Json.WriteEndObject();
    }

    public override async Task FlushAsync(CancellationToken cancellation)
    {
        Json.Flush();
        await base.FlushAsync(cancellation);
    }

    public override async Task EndAsync(CancellationToken cancellation)
    {
        Json.WriteEndArray();
        Json.WriteNull("nextCursor");
        Json.WriteEndObject();
        await FlushAsync(cancellation);
    }

    public override ValueTask DisposeAsync()
    {
        Json.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    protected void WriteTime(in PositionReport point) => Json.WriteString("time", AlertViews.Of(point.Time));

    protected void WriteRest(in PositionReport point)
    {
        WriteIfAny("speedKmh", point.SpeedDeciKmh / 10m);
        WriteIfAny("heading", point.HeadingDegrees);
        WriteIfAny("altitudeM", point.AltitudeMetres);
        WriteIfAny("mileageKm", point.MileageDeciKm / 10m);
        Json.WriteBoolean("fixed", (point.Status & ReportStatus.Fixed) != 0);
        Json.WriteNumber("alarmBits", point.Alarms);
        Json.WriteNumber("statusBits", (uint)point.Status);
    }

    /// <summary>What the terminal did not send is left out.</summary>
    private void WriteIfAny(string name, decimal? value)
    {
        if (value is { } number)
        {
            Json.WriteNumber(name, number);
        }
    }

    private void WritePlace(in PositionReport point)
    {
        if (point.IsPosition)
        {
            Json.WriteNumber("lat", point.Position.LatitudeE6 / 1_000_000m);
            Json.WriteNumber("lon", point.Position.LongitudeE6 / 1_000_000m);
        }
        else
        {
            Json.WriteNull("lat");
            Json.WriteNull("lon");
        }
    }
}

/// <summary>A FeatureCollection of points (RFC 7946); a report without a position has a null geometry.</summary>
internal sealed class GeoJsonTrack : JsonTrack
{
    private readonly string _vehicle;

    public GeoJsonTrack(PipeWriter pipe, VehicleId vehicle)
        : base(pipe)
    {
        _vehicle = vehicle.ToString();
        Json.WriteStartObject();
        Json.WriteString("type", "FeatureCollection");
        Json.WriteStartArray("features");
    }

    public override void Write(in PositionReport point)
    {
        Json.WriteStartObject();
        Json.WriteString("type", "Feature");
        if (point.IsPosition)
        {
            Json.WriteStartObject("geometry");
            Json.WriteString("type", "Point");
            Json.WriteStartArray("coordinates");
            Json.WriteNumberValue(point.Position.LongitudeE6 / 1_000_000m);
            Json.WriteNumberValue(point.Position.LatitudeE6 / 1_000_000m);
            Json.WriteEndArray();
            Json.WriteEndObject();
        }
        else
        {
            Json.WriteNull("geometry");
        }

        Json.WriteStartObject("properties");
        Json.WriteString("vehicle", _vehicle);
        WriteTime(point);
        WriteRest(point);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    public override async Task EndAsync(CancellationToken cancellation)
    {
        Json.WriteEndArray();
        Json.WriteEndObject();
        await FlushAsync(cancellation);
    }
}

/// <summary>GPX 1.1: one track with one segment. Reports without a position have no place in it.</summary>
internal sealed class GpxTrack : TrackWriter
{
    public GpxTrack(PipeWriter pipe, VehicleId vehicle)
        : base(pipe) =>
        Text($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <gpx version="1.1" creator="HazmatTrack" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>{vehicle}</name><trkseg>

            """);

    public override void Write(in PositionReport point)
    {
        if (point.IsPosition)
        {
            Text(string.Create(
                CultureInfo.InvariantCulture,
                $"<trkpt lat=\"{point.Position.LatitudeE6 / 1_000_000m}\" lon=\"{point.Position.LongitudeE6 / 1_000_000m}\">{Elevation(point)}<time>{point.Time}</time></trkpt>\n"));
        }
    }

    public override Task EndAsync(CancellationToken cancellation)
    {
        Text("</trkseg></trk></gpx>\n");
        return FlushAsync(cancellation);
    }

    private static string Elevation(in PositionReport point) =>
        point.AltitudeMetres is { } metres ? string.Create(CultureInfo.InvariantCulture, $"<ele>{metres}</ele>") : "";
}

/// <summary>RFC 4180 with a header; a report without a position has empty coordinates, and what the terminal did not send is empty.</summary>
internal sealed class CsvTrack : TrackWriter
{
    private readonly string _vehicle;

    public CsvTrack(PipeWriter pipe, VehicleId vehicle)
        : base(pipe)
    {
        _vehicle = vehicle.ToString();
        Text("vehicle,time,lat,lon,speedKmh,heading,altitudeM,mileageKm,fixed,alarmBits,statusBits\r\n");
    }

    public override void Write(in PositionReport point)
    {
        var place = point.IsPosition
            ? string.Create(CultureInfo.InvariantCulture, $"{point.Position.LatitudeE6 / 1_000_000m},{point.Position.LongitudeE6 / 1_000_000m}")
            : ",";
        Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{_vehicle},{ApiTime.Text(point.Time)},{place},{point.SpeedDeciKmh / 10m},{point.HeadingDegrees},{point.AltitudeMetres},{point.MileageDeciKm / 10m},{((point.Status & ReportStatus.Fixed) != 0 ? 1 : 0)},{point.Alarms},{(uint)point.Status}\r\n"));
    }

    public override Task EndAsync(CancellationToken cancellation) => FlushAsync(cancellation);
}
