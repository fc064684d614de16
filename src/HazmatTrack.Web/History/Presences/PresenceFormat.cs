using System.Globalization;
using System.Text;
using System.Text.Json;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Web.History.Tracks;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.History.Presences;

/// <summary>Writes passes as JSON, CSV or GeoJSON.</summary>
internal static class PresenceFormat
{
    public static readonly string[] Names = ["json", "geojson", "csv"];

    public static PresenceView View(Presence presence)
    {
        var pass = presence.Pass;
        return new(
            presence.Vehicle.ToString(),
            presence.Vehicle.Plate,
            pass.First,
            pass.Last,
            EntryName(pass.Entry),
            ExitName(pass.Exit),
            pass.Entry == PassEnd.Crossed ? pass.First : null,
            (int?)pass.EntryError?.TotalSeconds,
            pass.Exit == PassEnd.Crossed ? pass.Last : null,
            (int?)pass.ExitError?.TotalSeconds,
            CertaintyName(pass.Certainty),
            pass.Fixes,
            pass.Nearest is { } nearest ? Math.Round(nearest.Metres, 1) : null,
            AlertViews.ToView(pass.FirstPlace),
            AlertViews.ToView(pass.LastPlace));
    }

    public static string EntryName(PassEnd entry) => entry switch { PassEnd.Crossed => "crossed", PassEnd.Span => "beforeSpan", _ => "trackBegins" };

    public static string ExitName(PassEnd exit) => exit switch { PassEnd.Crossed => "crossed", PassEnd.Span => "afterSpan", _ => "trackEnds" };

    public static string CertaintyName(PassCertainty certainty) => certainty switch
    {
        PassCertainty.Certain => "certain",
        PassCertainty.Likely => "likely",
        _ => "possible",
    };

    /// <summary>RFC 4180 with a header; null values are empty.</summary>
    public static byte[] Csv(PresenceListView list, bool bom)
    {
        var text = new StringBuilder(bom ? CsvTrack.ByteOrderMark : "");
        text.Append("vehicle,first,last,entry,exit,entered,enteredErrorS,left,leftErrorS,certainty,positions,nearestM,firstLat,firstLon,lastLat,lastLon\r\n");
        foreach (var p in list.Items)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{p.Vehicle},{Time(p.First)},{Time(p.Last)},{p.Entry},{p.Exit},{Time(p.Entered)},{p.EnteredErrorS},{Time(p.Left)},{p.LeftErrorS},{p.Certainty},{p.Positions},{p.NearestM},{p.FirstPosition.Lat},{p.FirstPosition.Lon},{p.LastPosition.Lat},{p.LastPosition.Lon}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A FeatureCollection of the first and last position of each pass; the track has the positions between them.</summary>
    public static byte[] GeoJson(PresenceListView list)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, WireJson.Writing))
        {
            json.StartFeatures();
            foreach (var p in list.Items)
            {
                json.WriteStartObject();
                json.WriteString("type", "Feature");
                json.WriteStartObject("geometry");
                json.WriteString("type", "MultiPoint");
                json.WriteStartArray("coordinates");
                Coordinates(json, p.FirstPosition);
                Coordinates(json, p.LastPosition);
                json.WriteEndArray();
                json.WriteEndObject();
                json.WritePropertyName("properties");
                JsonSerializer.Serialize(json, p, ViewJson.Wire.PresenceView);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("nextCursor", list.NextCursor);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Coordinates(Utf8JsonWriter json, PlaceView place)
    {
        json.WriteStartArray();
        json.WriteNumberValue(place.Lon);
        json.WriteNumberValue(place.Lat);
        json.WriteEndArray();
    }

    private static string? Time(Instant? time) => time is { } t ? ChinaTimeText.Format(t) : null;
}
