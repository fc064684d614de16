using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Seen;

namespace HazmatTrack.Web.Vehicles;

/// <summary>A vehicle as it was last seen.</summary>
/// <param name="Sight">The last seen value, as current as the lists.</param>
/// <param name="Packed">Its tracker as last packed, possibly some reports ago; null where it cannot be read.</param>
internal sealed record SeenVehicle(LastSeen Sight, VehicleTracker? Packed)
{
    /// <summary>
    /// Since when the vehicle is in its province; null in none, and where it is not known. As current as <see cref="Sight"/>: the tracker is packed
    /// whenever the province changes.
    /// </summary>
    public Instant? ProvinceSince => Packed?.Province == Sight.Province ? Packed.ProvinceSince : null;
}

/// <summary>Reads one vehicle: its position from the value that is written with every batch, the rest from its packed state.</summary>
internal sealed class VehicleNow(VehicleDirectory hot, ITrackHistory history)
{
    /// <summary>Returns null for a vehicle that never reported.</summary>
    /// <exception cref="TimeoutException">Hot state is unavailable, or is incomplete and does not have the vehicle.</exception>
    public async Task<SeenVehicle?> FindAsync(VehicleId vehicle, CancellationToken cancellation)
    {
        if (await hot.FindAsync(vehicle, cancellation) is not { } sight)
        {
            return null;
        }

        var packed = await hot.PackedAsync(vehicle, cancellation);
        return new(
            sight.Position is not null && sight.Fix is null ? sight with { Fix = await FixInHistoryAsync(sight, packed, cancellation) } : sight,
            packed);
    }

    /// <summary>A value that an earlier version wrote holds only the position of the fix: history has the fix itself.</summary>
    private async Task<SeenFix?> FixInHistoryAsync(LastSeen sight, VehicleTracker? packed, CancellationToken cancellation)
    {
        SeenFix? found = null;
        var end = new Instant(sight.Time.UnixMilliseconds + 1);
        await foreach (var report in history.ReadAsync(sight.Vehicle, packed?.BaseTime ?? default, end, cancellation))
        {
            if (report.IsPosition && report.Position == sight.Position)
            {
                found = SeenFix.FromReport(report);
            }
        }

        return found;
    }
}
