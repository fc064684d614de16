using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// The storage format of alerts: JSON with a version, reports as rows of numbers in their own units, so that what is read is bit for bit
/// what was judged.
/// </summary>
internal static class AlertJson
{
    /// <summary>Increased when an older version of the program could no longer read the format.</summary>
    public const int Version = 1;

    private static readonly AlertJsonContext s_context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new Leaf<Instant>((ref r) => new(r.GetInt64()), (w, v) => w.WriteNumberValue(v.UnixMilliseconds)),
            new Leaf<ProvinceCode>((ref r) => new(r.GetInt32()), (w, v) => w.WriteNumberValue(v.Number)),
            new Leaf<Distance>((ref r) => new(r.GetDouble()), (w, v) => w.WriteNumberValue(v.Metres)),
            new Leaf<VehicleId>((ref r) => VehicleId.FromStored(r.GetString()!), (w, v) => w.WriteStringValue(v.ToString())),
            new Leaf<AlertId>((ref r) => AlertId.Parse(r.GetString()!), (w, v) => w.WriteStringValue(v.ToString())),
            new Row<GeoPoint>(2, n => new((int)n[0], (int)n[1]), v => [v.LatitudeE6, v.LongitudeE6]),
            new Row<LogPosition>(3, n => new(n[0], (int)n[1], n[2]), v => [v.Incarnation, v.Partition, v.Offset]),
            new Row<TrackPoint>(10, PointOf, RowOf),
        },
    });

    public static string Write(Alert alert) => JsonSerializer.Serialize(new(Version, alert), s_context.StoredAlert);

    public static string Write(AlertEvent alertEvent) => JsonSerializer.Serialize(new(Version, alertEvent), s_context.StoredEvent);

    /// <exception cref="InvalidDataException">The row was written by a newer version of the program, or is damaged.</exception>
    public static Alert ReadAlert(string body)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(body, s_context.StoredAlert)!;
            return stored.V > Version ? throw Newer(stored.V) : stored.Alert ?? throw new JsonException("It holds no alert.");
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            throw new InvalidDataException($"A stored alert cannot be read: {e.Message} It begins with: {Start(body)}", e);
        }
    }

    /// <exception cref="InvalidDataException">The row was written by a newer version of the program, or is damaged.</exception>
    public static AlertEvent ReadEvent(string body)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(body, s_context.StoredEvent)!;
            return stored.V > Version ? throw Newer(stored.V) : stored.Event ?? throw new JsonException("It holds no event.");
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            throw new InvalidDataException($"A stored event of an alert cannot be read: {e.Message} It begins with: {Start(body)}", e);
        }
    }

    private static InvalidDataException Newer(int version) => new(
        $"An alert is stored in format {version}, this program knows formats up to {Version}. Start the newer program again.");

    private static string Start(string body) => body[..Math.Min(body.Length, 120)];

    private static TrackPoint PointOf(long[] n) => new(
        new PositionReport
        {
            Time = new(n[0]),
            Position = new((int)n[1], (int)n[2]),
            SpeedDeciKmh = ReportNumbers.TryToSpeed(n[3], out var speed) ? speed : throw Outside(n[3]),
            HeadingDegrees = ReportNumbers.TryToHeading(n[4], out var heading) ? heading : throw Outside(n[4]),
            AltitudeMetres = ReportNumbers.TryToAltitude(n[5], out var altitude) ? altitude : throw Outside(n[5]),
            MileageDeciKm = ReportNumbers.TryToMileage(n[6], out var mileage) ? mileage : throw Outside(n[6]),
            Alarms = (uint)n[7],
            Status = (ReportStatus)n[8],
        },
        n[9]);

    private static long[] RowOf(TrackPoint point) =>
    [
        point.Report.Time.UnixMilliseconds, point.Report.Position.LatitudeE6, point.Report.Position.LongitudeE6,
        point.Report.SpeedNumber, point.Report.HeadingNumber,
        point.Report.AltitudeNumber, point.Report.MileageNumber,
        point.Report.Alarms, (uint)point.Report.Status, point.Offset,
    ];

    private static FormatException Outside(long number) => new($"A report holds {number}, which is outside what its place can hold.");

    private delegate T ReadValue<T>(ref Utf8JsonReader reader);

    /// <summary>A value that is one number or one text.</summary>
    private sealed class Leaf<T>(ReadValue<T> read, Action<Utf8JsonWriter, T> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => read(ref reader);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => write(writer, value);
    }

    /// <summary>A value that is a row of whole numbers.</summary>
    private sealed class Row<T>(int length, Func<long[], T> read, Func<T, long[]> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var numbers = new long[length];
            for (var i = 0; i < length; i++)
            {
                numbers[i] = reader.Read() ? reader.GetInt64() : throw new JsonException($"A row of {length} numbers ends after {i}.");
            }

            return reader.Read() && reader.TokenType == JsonTokenType.EndArray
                ? read(numbers)
                : throw new JsonException($"A row of {length} numbers is longer.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var number in write(value))
            {
                writer.WriteNumberValue(number);
            }

            writer.WriteEndArray();
        }
    }
}

internal sealed record StoredAlert(int V, Alert? Alert);

internal sealed record StoredEvent(int V, AlertEvent? Event);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredAlert))]
[JsonSerializable(typeof(StoredEvent))]
internal sealed partial class AlertJsonContext : JsonSerializerContext;
