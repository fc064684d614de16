using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>An item that is not accepted.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Vehicle">The vehicle; the default where it cannot be read.</param>
/// <param name="Original">The item as it was sent, or as it was read.</param>
internal readonly record struct RejectedReport(int Index, VehicleId Vehicle, RejectReason Reason, LocalText Detail, ItemText Original);

/// <summary>The text of an item, as much of it as a dead letter holds.</summary>
/// <param name="Beginning">UTF-8.</param>
/// <param name="Length">The length of the whole, bytes.</param>
internal readonly record struct ItemText(ReadOnlyMemory<byte> Beginning, int Length)
{
    /// <summary>The most that is held of a text, bytes.</summary>
    public const int Most = 64 * 1024;

    public static ItemText From(ReadOnlySpan<byte> text) => new(text[..Math.Min(text.Length, Most)].ToArray(), text.Length);

    /// <summary>A report that was read and is not kept as it was sent.</summary>
    public static ItemText From(VehicleId vehicle, in PositionReport report) => From(
        JsonSerializer.SerializeToUtf8Bytes(PositionBodies.From(vehicle, PositionBodies.Claim(report))!, HttpIngestJson.Wire.PositionBody));
}
