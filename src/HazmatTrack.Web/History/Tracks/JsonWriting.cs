using System.IO.Pipelines;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>Writes the members of a report as JSON.</summary>
internal static class JsonWriting
{
    /// <summary>Creates a writer that does not escape Chinese characters.</summary>
    public static Utf8JsonWriter To(PipeWriter pipe) => new(pipe, WireJson.Writing);

    public static void Instant(this Utf8JsonWriter json, string name, Instant time)
    {
        json.WritePropertyName(name);
        InstantJson.Write(json, time);
    }

    public static void Time(this Utf8JsonWriter json, in PositionReport point) => json.Instant("time", point.Time);

    /// <summary>Writes all members except time and position.</summary>
    public static void Rest(this Utf8JsonWriter json, in PositionReport point)
    {
        json.IfAny("speedKmh", point.SpeedDeciKmh / 10m);
        json.IfAny("heading", point.HeadingDegrees);
        json.IfAny("altitudeM", point.AltitudeMetres);
        json.IfAny("mileageKm", point.MileageDeciKm / 10m);
        json.WriteBoolean("fixed", (point.Status & ReportStatus.Fixed) != 0);
        json.WriteNumber("alarmBits", point.Alarms);
        json.WriteNumber("statusBits", (uint)point.TerminalStatus);
        if (point.Alarms != 0)
        {
            json.Alarms(point.Alarms);
        }

        if (point.HoursBehind > 0)
        {
            json.WriteNumber("hoursBehind", point.HoursBehind);
        }
    }

    /// <summary>Begins an array with longitude and latitude, as RFC 7946 orders them.</summary>
    public static void StartCoordinates(this Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(point.LongitudeE6 / 1_000_000m);
        json.WriteNumberValue(point.LatitudeE6 / 1_000_000m);
    }

    public static void StartFeatures(this Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
    }

    /// <summary>Writes the names of the alarms that are set; omitted where none is set.</summary>
    private static void Alarms(this Utf8JsonWriter json, uint alarms)
    {
        var begun = false;
        foreach (var name in AlarmNames.FromBits(alarms))
        {
            if (!begun)
            {
                json.WriteStartArray("alarms");
                begun = true;
            }

            json.WriteStringValue(name);
        }

        if (begun)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>Omits a value that the terminal did not send.</summary>
    private static void IfAny(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
