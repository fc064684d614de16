using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <remarks>This part handles late points.</remarks>
internal sealed partial class AppendPlanner
{
    /// <summary>A vehicle's late points are merged when there are so many.</summary>
    private const int MostLate = ChunkRow.Full;

    /// <summary>Decides whether late points are merged into chunks, and adds the stored chunks that must be read for those that arrive.</summary>
    private void ChooseLate(VehicleHistory vehicle, List<ChunkSpan> spans)
    {
        ref var of = ref vehicle.Plan;
        if (of.Late is { } late)
        {
            vehicle.Late ??= new();
            if (!vehicle.Late.Covers(late))
            {
                of.Unknown = LatePoints.Around(late, vehicle.SealedTo!.Value);
                Add(vehicle, of.Unknown.Value.From, of.Unknown.Value.To);
            }
        }

        if (vehicle.Late is not { } held || held.Points.Count + (of.Late?.Length ?? 0) == 0)
        {
            of.MergeLate = false;
            return;
        }

        of.MergeLate |= held.Points.Count + (of.Late?.Length ?? 0) >= MostLate || budget.IsSpent;
        if (of.MergeLate)
        {
            var (first, last) = held.Points.Count > 0 ? (held.Points.First, held.Points.Last) : (of.Late![0].Time, of.Late[^1].Time);
            Add(vehicle, of.Late is null ? first : Instant.Earlier(first, of.Late[0].Time), of.Late is null ? last : Instant.Later(last, of.Late[^1].Time));
        }

        // The chunk that contains a point starts less than LongestSpan before it.
        void Add(VehicleHistory of, Instant from, Instant to) => spans.Add(new(of.Key, from - ChunkRow.LongestSpan, to));
    }

    /// <summary>Separates the late points that arrive and are new from duplicates.</summary>
    private void CompareLate(AppendPlan plan, VehicleHistory vehicle, ILookup<int, ChunkRow> stored, HistoryWrite write)
    {
        ref var of = ref vehicle.Plan;
        if (of.Late is not { } late || vehicle.Late is not { } held)
        {
            return;
        }

        if (of.Unknown is { } stretch)
        {
            // A merge finds what is damaged by itself.
            var damaged = held.Know(stretch, stored[vehicle.Key]);
            SetAside(plan, vehicle, of.MergeLate ? [] : damaged, write);
        }

        var changed = new List<PositionReport>();
        var changes = new PointMerge.Changes { Points = changed };
        held.Compare(late, (_held, _merged), ref changes);
        of.LateChanged = [.. changed];
        plan.New += changes.New;
        plan.Duplicates += changes.Duplicates;
        of.Earliest = changes.Earliest is { } e ? Instant.Earlier(e, of.Earliest ?? e) : of.Earliest;
    }

    private void JournalLate(AppendPlan plan, VehicleHistory vehicle)
    {
        ref var of = ref vehicle.Plan;
        if (of.MergeLate)
        {
            of.OldestLate = 0;
        }
        else if (of.LateChanged is { Length: > 0 } changed)
        {
            lateJournal.Add(vehicle.Key, changed);
            of.OldestLate = of.OldestLate == 0 ? plan.Id : of.OldestLate;
        }
    }

    /// <summary>The late points that are held and those that arrive, in order of time.</summary>
    private List<PositionReport> AllLate(VehicleHistory vehicle)
    {
        _held.Clear();
        vehicle.Late!.Points.CopyTo(_held);
        var (all, none) = (new List<PositionReport>(_held.Count), default(PointMerge.Changes));
        PointMerge.Merge(CollectionsMarshal.AsSpan(_held), vehicle.Plan.LateChanged, all, ref none);
        return all;
    }
}
