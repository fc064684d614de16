using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <remarks>This part changes chunks.</remarks>
internal sealed partial class AppendPlanner
{
    /// <summary>Merges late points and those to be sealed into chunks.</summary>
    private ChunkMerge Merge(VehicleHistory vehicle, ILookup<int, ChunkRow> stored)
    {
        ref var of = ref vehicle.Plan;
        ReadOnlySpan<PositionReport> toSeal = of.Merged.AsSpan(0, of.Seal);
        ReadOnlySpan<PositionReport> points = of.MergeLate ? [.. AllLate(vehicle), .. toSeal] : toSeal;

        // The rows that were read to recognise late duplicates are not all of their time: a sealed point might go into one that others follow.
        var (all, newest) = (of.MergeLate, of.Continues ? vehicle.ChunkStart : (Instant?)null);
        var rows = stored[vehicle.Key].Where(r => all || r.Start == newest).OrderBy(r => r.Start).ToList();
        var merge = new ChunkMerge(vehicle.Key, _merged, locate);
        merge.Run(rows, points, vehicle.SealedTo);

        // Late points change older chunks; the newest chunk of the vehicle is replaced only by one that starts no earlier.
        var end = of.Seal > 0 ? toSeal[^1].Time : vehicle.SealedTo!.Value;
        of.Chunks = merge.Newest is { } last && (vehicle.SealedTo is null || last.Start >= vehicle.ChunkStart)
            ? (end, last.Start, last.Points)
            : (end, vehicle.ChunkStart, vehicle.ChunkPoints);
        return merge;
    }

    private void SetAside(AppendPlan plan, VehicleHistory vehicle, List<(ChunkRow Row, ChunkFormatException Cause)> damaged, HistoryWrite write)
    {
        if (damaged.Count > 0)
        {
            // Reports of its time that come again are stored again.
            vehicle.Late?.ForgetAll();
        }

        foreach (var (row, cause) in damaged)
        {
            write.Damaged.Add(new(
                null, plan.Owner.Partition, row.Vehicle, row.Start.UnixMilliseconds, vehicle.Vehicle.ToString(),
                cause.Message, Instant.From(time.GetUtcNow())));
            found(DamageTexts.Chunk(vehicle.Vehicle, plan.Owner.Partition, row, cause, "It is moved to history_damaged, and reports of its time go into a chunk of their own."));
        }
    }

    private static void KeepCheckpoint(ref VehiclePlan of, ChunkMerge merge)
    {
        if (of.Seal == 0 || of.Checkpoint is not var (at, state))
        {
            return;
        }

        // Where no changed row is near enough, the checkpoint waits in memory for the next chunk.
        if (Keep(merge.Inserted) || Keep(merge.Updated))
        {
            of.CheckpointBound = of.CheckpointBound is { } bound ? Instant.Later(bound, at) : at;
            of.Checkpoint = null;
        }

        bool Keep(List<ChunkRow> rows)
        {
            var last = rows.FindLastIndex(r => r.Start <= at && at - r.End <= ChunkSize.LongestCheckpointLead);
            if (last >= 0)
            {
                rows[last] = rows[last] with { Checkpoint = new(at, state) };
            }

            return last >= 0;
        }
    }
}
