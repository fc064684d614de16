using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <remarks>This part handles late points.</remarks>
internal sealed partial class AppendPlanner
{
    /// <summary>A vehicle's late points are merged when there are so many.</summary>
    private const int MostLate = ChunkSize.Full;

    /// <summary>
    /// Up to when a vehicle's points are late: to be judged again from history, or to go into chunks. Null where none can be. Points after it that are
    /// out of order are few, and are merged with the open ones at once.
    /// </summary>
    private static Instant? LateTo(VehicleHistory vehicle, Instant? tailBase)
    {
        if (vehicle.Newest is not { } newest)
        {
            return null;
        }

        var never = new Instant(long.MinValue);
        var beforeTail = tailBase is { } at ? Instant.Earlier(at, newest) : never;

        // An earlier tail may have ended later: what is among the late points is compared with them.
        var held = vehicle.Late is { Open.Count: > 0 } late ? late.Open.Last : never;
        return Instant.Later(Instant.Later(vehicle.SealedTo ?? never, beforeTail), held);
    }

    /// <summary>Decides whether late points are merged into chunks, and adds the stored chunks that must be read for those that arrive.</summary>
    private void ChooseLate(VehicleHistory vehicle, List<ChunkSpan> spans)
    {
        ref var of = ref vehicle.Plan;
        if (of.Late is { } late)
        {
            var sealedTo = vehicle.SealedTo;
            vehicle.Late ??= new();
            if (!vehicle.Late.Covers(late))
            {
                // Those of the same batch that are merged with the open points are not known.
                var end = of.Journal.IsEmpty ? vehicle.Newest!.Value : new(of.Journal.Span[0].Time.UnixMilliseconds - 1);
                of.Unknown = LatePoints.Around(late, end);
                foreach (var (from, to) in of.Unknown.Where(s => s.From <= sealedTo))
                {
                    Add(vehicle, from, to);
                }
            }
        }

        // Those that arrive may turn out to be duplicates.
        var arrive = UpTo(of.Late, vehicle.SealedTo);
        if (vehicle.Late is not { } held || held.Sealed.Count + arrive.Length == 0)
        {
            of.MergeLate = false;
            return;
        }

        of.MergeLate |= held.Sealed.Count + arrive.Length >= MostLate || budget.IsSpent;
        if (of.MergeLate)
        {
            var (first, last) = held.Sealed.Count > 0 ? (held.Sealed.First, held.Sealed.Last) : (arrive[0].Time, arrive[^1].Time);
            Add(vehicle, arrive.IsEmpty ? first : Instant.Earlier(first, arrive[0].Time), arrive.IsEmpty ? last : Instant.Later(last, arrive[^1].Time));
        }

        // The chunk that contains a point starts less than LongestSpan before it.
        void Add(VehicleHistory of, Instant from, Instant to) => spans.Add(new(of.Key, from - ChunkSize.LongestSpan, to));
    }

    /// <summary>Separates the late points that arrive and are new from duplicates.</summary>
    private void CompareLate(AppendPlan plan, VehicleHistory vehicle, ILookup<int, ChunkRow> stored, HistoryWrite write)
    {
        ref var of = ref vehicle.Plan;
        if (of.Late is not { } late || vehicle.Late is not { } held)
        {
            return;
        }

        if (of.Unknown is { } stretches)
        {
            // Hours that come late lie before all open points as a rule: these are not decoded then.
            _held.Clear();
            if (stretches[^1].To >= vehicle.Open.First)
            {
                Hold(vehicle);
            }

            // A merge finds what is damaged by itself.
            var damaged = held.Know(stretches, stored[vehicle.Key], _held);
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

    /// <summary>Divides the changed late points that are merged into nothing yet by the sealed end afterwards.</summary>
    private static void SortLate(ref VehiclePlan of, Instant? sealedBefore)
    {
        if (of.LateChanged is { Length: > 0 } changed)
        {
            var merged = of.MergeLate ? UpTo(changed, sealedBefore).Length : 0;
            var late = UpTo(changed, of.Chunks?.SealedTo ?? sealedBefore).Length;
            of.LateSealed = changed.AsMemory(merged, late - merged);
            of.LateOpen = changed.AsMemory(late);
        }
    }

    private void JournalLate(AppendPlan plan, VehicleHistory vehicle)
    {
        ref var of = ref vehicle.Plan;
        of.OldestLate = of.MergeLate ? 0 : of.OldestLate;
        if (of.LateSealed.Length > 0)
        {
            lateJournal.Add(vehicle.Key, of.LateSealed.Span);
            of.OldestLate = of.OldestLate == 0 ? plan.Id : of.OldestLate;
        }

        if (of.LateOpen.Length > 0)
        {
            journal.Add(vehicle.Key, of.LateOpen.Span);
            of.OldestJournal = of.OldestJournal == 0 ? plan.Id : of.OldestJournal;
        }
    }

    /// <summary>The late points that belong in chunks, those held and those that arrive, in order of time.</summary>
    private static List<PositionReport> AllLate(VehicleHistory vehicle)
    {
        var all = new List<PositionReport>();
        vehicle.Late!.Sealed.CopyTo(all);
        all.AddRange(UpTo(vehicle.Plan.LateChanged, vehicle.SealedTo));
        PointMerge.Normalise(all);
        return all;
    }

    /// <summary>The open points afterwards with the late ones among them, in order of time.</summary>
    private PositionReport[] WithLate(VehicleHistory vehicle)
    {
        ref var of = ref vehicle.Plan;
        if (of.Merged is { } merged)
        {
            _held.Clear();
            _held.AddRange(merged);
        }
        else
        {
            Hold(vehicle);
            _held.AddRange(of.Arrived.Span);
        }

        if (vehicle.Late is { Open.Count: > 0 } late)
        {
            late.Open.CopyTo(_held);
            PointMerge.Normalise(_held);
        }

        return [.. _held];
    }

    private static ReadOnlySpan<PositionReport> UpTo(ReadOnlySpan<PositionReport> points, Instant? end)
    {
        var count = 0;
        while (count < points.Length && points[count].Time <= end)
        {
            count++;
        }

        return points[..count];
    }
}
