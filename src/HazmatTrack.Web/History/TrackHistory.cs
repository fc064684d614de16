using System.Runtime.CompilerServices;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Web.History;

/// <summary>
/// Reads complete history: queries every silo for open points, then the store for sealed ones. A point that is in both, sealed in
/// between or replaced by a late one, is merged.
/// </summary>
internal sealed class TrackHistory(IHistoryStore store, IGrainFactory grains, IClusterMembershipService cluster, TimeProvider time) : ITrackHistory
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<PositionReport> ReadAsync(
        VehicleId vehicle, Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (to <= from)
        {
            yield break;
        }

        var last = new Instant(to.UnixMilliseconds - 1);
        var answers = await AskAsync(g => g.OfVehicleAsync(vehicle), cancellation);

        // While a partition moves two silos may answer, and a late point of a sealed instant prevails over the sealed one or adds its alarms to it.
        var open = answers.SelectMany(v => v.Points).ToList();
        PointMerge.Normalise(open);
        await foreach (var point in store.ReadAsync(vehicle, from, last, open, cancellation))
        {
            yield return point;
        }
    }

    public Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation) =>
        store.DamagedAsync(from, to, cancellation);

    public Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation) => store.KnowsAsync(vehicle, cancellation);

    public async IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, VehicleId? startAt, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (to <= from)
        {
            yield break;
        }

        var last = new Instant(to.UnixMilliseconds - 1);
        var margin = IHistoryStore.PresenceMargin;
        var open = await AskAsync(g => g.WithinAsync(area, from - margin, last + margin), cancellation);
        await foreach (var presence in store.PresenceAsync(
            area, from, last, [.. open.Select(v => new UnsealedPoints(v.Vehicle, v.Points))], startAt, cancellation))
        {
            yield return presence;
        }
    }

    /// <summary>Returns the answers of all silos once they cover every partition.</summary>
    private async Task<List<OpenVehicle>> AskAsync(Func<IOpenHistoryGrain, ValueTask<Contracts.Tracking.OpenHistory>> ask, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            string missing;
            Exception? cause = null;
            try
            {
                // Uses this silo's own view of the cluster: the membership table in Redis need not be available.
                var silos = cluster.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress);
                var answers = await Task.WhenAll(silos.Select(s => ask(grains.GetGrain<IOpenHistoryGrain>(s.ToParsableString())).AsTask()))
                    .WaitAsync(cancellation);
                var covered = answers.SelectMany(a => a.Partitions).ToHashSet();
                var partitions = answers.Select(a => a.PartitionCount).DefaultIfEmpty().Max();

                // Partitions that the topic had before it was created again with fewer, until their open points have moved.
                var orphans = (await store.PartitionsAsync(cancellation))
                    .Where(r => r.Partition >= partitions && r.WasRead && r.Placement.Partitions != partitions).Select(r => r.Partition);
                var wanted = Enumerable.Range(0, partitions).Concat(orphans).Where(p => !covered.Contains(p)).ToList();
                if (partitions > 0 && wanted.Count == 0)
                {
                    return [.. answers.SelectMany(a => a.Vehicles)];
                }

                missing = $"Partitions {string.Join(',', wanted)} of positions have no reader now";
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                missing = $"A silo does not answer ({e.Message})";
                cause = e;
            }

            if (time.GetElapsedTime(started) > s_patience)
            {
                throw new TrackHistoryException($"{missing}: their newest positions cannot be read, and half a track would look like a whole one. Ask again in some seconds.", cause);
            }

            await Task.Delay(s_pause, time, cancellation);
        }
    }
}
