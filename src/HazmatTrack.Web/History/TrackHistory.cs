using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Web.History;

/// <summary>
/// Merges open points, which the owners were asked for first, with the sealed ones of the store. A point that is in both, sealed in between or replaced by
/// a late one, is merged.
/// </summary>
internal sealed class TrackHistory(IHistoryStore store, PartitionOwners owners) : ITrackHistory
{
    public Task<OpenPart> OpenOfAsync(VehicleId vehicle, CancellationToken cancellation) => owners.OfVehicleAsync(vehicle, cancellation);

    public async Task<Instant?> SealedToAsync(VehicleId vehicle, CancellationToken cancellation) => await store.SealedToAsync(vehicle, cancellation);

    public async IAsyncEnumerable<PositionReport> ReadAsync(
        VehicleId vehicle, Instant from, Instant to, OpenPart open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (to <= from)
        {
            yield break;
        }

        // While a partition moves two owners may answer, and a late point of a sealed instant prevails over the sealed one or adds its alarms to it.
        var points = open.Vehicles.SelectMany(v => v.Points).ToList();
        PointMerge.Normalise(points);
        await foreach (var point in store.ReadAsync(vehicle, from, new(to.UnixMilliseconds - 1), points, cancellation))
        {
            yield return point;
        }
    }

    public Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation) =>
        store.DamagedAsync(from, to, cancellation);

    public Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation) => store.KnowsAsync(vehicle, cancellation);

    public async Task<OpenPart> OpenWithinAsync(GeoArea area, Instant from, Instant to, CancellationToken cancellation)
    {
        var margin = IHistoryStore.PresenceMargin;
        return to <= from ? new([], []) : await owners.WithinAsync(area, from - margin, new Instant(to.UnixMilliseconds - 1) + margin, cancellation);
    }

    public async IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, VehicleId? startAt, OpenPart open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (to <= from)
        {
            yield break;
        }

        var points = open.Vehicles.Select(v => new UnsealedPoints(v.Vehicle, v.Points)).ToList();
        await foreach (var presence in store.PresenceAsync(area, from, new(to.UnixMilliseconds - 1), points, startAt, cancellation))
        {
            yield return presence;
        }
    }
}
