using System.Collections.Concurrent;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Web.History;

/// <summary>
/// Asks the owners of partitions for the open points that they hold in memory: of one vehicle the owner of its partition alone. History records who that is
/// (<see cref="PartitionRecord.Silo"/>), and is read again for every question, so that an owner that was replaced without knowing it is not believed.
/// </summary>
internal sealed class PartitionOwners(IHistoryStore store, ISilos silos, TimeProvider time)
{
    /// <summary>
    /// How long a question waits for owners: a partition that changes silos in good order is open again within this time. After a silo was killed it takes
    /// longer, and readers are told meanwhile what is missing.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>How long after a question in vain the next ones try once only.</summary>
    private static readonly TimeSpan s_known = TimeSpan.FromSeconds(15);

    /// <summary>How long one attempt waits where the partition was not answered for a moment ago.</summary>
    private static readonly TimeSpan s_attempt = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<int, long> _inVain = [];

    /// <summary>The open points of one vehicle.</summary>
    public Task<OpenPart> OfVehicleAsync(VehicleId vehicle, CancellationToken cancellation)
    {
        var homes = new Dictionary<int, int>();
        return AskAsync(record => MayHold(record, HomeIn), grain => grain.OfVehicleAsync(vehicle), cancellation);

        int HomeIn(int partitions)
        {
            if (!homes.TryGetValue(partitions, out var home))
            {
                homes[partitions] = home = TopicState.HomeOf(vehicle, partitions);
            }

            return home;
        }
    }

    /// <summary>The open points within a time, both ends included, of all vehicles whose track may cross an area in it.</summary>
    public Task<OpenPart> WithinAsync(GeoArea area, Instant from, Instant to, CancellationToken cancellation) =>
        AskAsync(_ => true, grain => grain.WithinAsync(area, from, to), cancellation);

    /// <summary>The silos that own the partitions which may hold a vehicle, as far as they are known.</summary>
    public async Task<IReadOnlyList<string>> SilosOfAsync(VehicleId vehicle, CancellationToken cancellation) =>
        [.. (await store.PartitionsAsync(cancellation)).Where(r => MayHold(r, n => TopicState.HomeOf(vehicle, n)))
            .Select(r => r.Silo).OfType<string>().Distinct()];

    /// <summary>Whether a partition may hold a vehicle: by the number of partitions that places its vehicles, or by the next one.</summary>
    private static bool MayHold(PartitionRecord record, Func<int, int> homeIn)
    {
        var (now, next) = (record.Placement.Partitions, record.Placement.GrowsTo);
        return now == 0 || homeIn(now) == record.Partition || (next > 0 && homeIn(next) == record.Partition);
    }

    private async Task<OpenPart> AskAsync(
        Func<PartitionRecord, bool> isWanted, Func<IOpenHistoryGrain, ValueTask<Contracts.Tracking.OpenHistory>> ask, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var wanted = (await store.PartitionsAsync(cancellation)).Where(r => r.WasRead && isWanted(r)).ToList();
            var patience = wanted.Exists(r => WasInVain(r.Partition)) ? s_attempt : s_patience;
            var asked = await Task.WhenAll(
                wanted.Select(r => r.Silo).OfType<string>().Distinct().Select(s => AskAsync(s, ask, patience - time.GetElapsedTime(started), cancellation)));
            var answers = asked.OfType<Contracts.Tracking.OpenHistory>().ToList();
            var covered = answers.SelectMany(a => a.Partitions).ToHashSet();
            List<int> missing = [.. wanted.Select(r => r.Partition).Where(p => !covered.Contains(p)).Order()];
            wanted.ForEach(r => Note(r.Partition, !covered.Contains(r.Partition) && time.GetElapsedTime(started) >= patience));
            if (missing.Count == 0 || time.GetElapsedTime(started) >= patience)
            {
                return new([.. answers.SelectMany(a => a.Vehicles)], missing);
            }

            await Task.Delay(s_pause, time, cancellation);
        }
    }

    /// <summary>The answer of a silo; null where it does not answer in time.</summary>
    private async Task<Contracts.Tracking.OpenHistory?> AskAsync(
        string silo, Func<IOpenHistoryGrain, ValueTask<Contracts.Tracking.OpenHistory>> ask, TimeSpan patience, CancellationToken cancellation)
    {
        if (silos.Grains is not { } grains)
        {
            return null;
        }

        try
        {
            return await ask(grains.GetGrain<IOpenHistoryGrain>(silo)).AsTask()
                .WaitAsync(patience > s_attempt ? patience : s_attempt, time, cancellation);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    private bool WasInVain(int partition) => _inVain.TryGetValue(partition, out var at) && time.GetElapsedTime(at) < s_known;

    private void Note(int partition, bool inVain)
    {
        if (inVain)
        {
            _inVain[partition] = time.GetTimestamp();
        }
        else
        {
            _inVain.TryRemove(partition, out _);
        }
    }
}
