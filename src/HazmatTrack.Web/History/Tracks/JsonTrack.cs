using System.IO.Pipelines;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>One object with the points as items; a report without a position has a null position.</summary>
internal sealed class JsonTrack : JsonTrackWriter
{
    public JsonTrack(PipeWriter pipe, VehicleId vehicle, Instant from, Instant to, Instant? unavailableFrom)
        : base(pipe)
    {
        Json.WriteStartObject();
        Json.WriteString("vehicle", vehicle.ToString());
        Json.Instant("from", from);
        Json.Instant("to", to);
        if (unavailableFrom is { } missing)
        {
            Json.Instant("unavailableFrom", missing);
        }

        Json.WriteStartArray("items");
    }

    public override void Write(in PositionReport point)
    {
        Json.WriteStartObject();
        Json.Time(point);
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

        Json.Rest(point);
        Json.WriteEndObject();
    }

    public override async Task EndAsync(CancellationToken cancellation)
    {
        Json.WriteEndArray();
        Json.WriteNull("nextCursor");
        Json.WriteEndObject();
        await FlushAsync(cancellation);
    }
}
