using System.Runtime.InteropServices;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>
/// Decides which fixes of a vehicle belong together. Takes reports in order of time and returns them in the same order, once it is
/// decided what they belong to: mostly at once, after a jump when a burst of drift would be over.
/// </summary>
/// <remarks>
/// 1. A fix goes to the chain from which a truck can have driven to it (no silence beyond the dark gap, no faster than plausible), the
/// nearest if there are several; otherwise it begins a chain.
/// 2. A chain is drift if a longer one goes on over it before it is proven, or if it is but one or two fixes next to a longer one. Two
/// trucks under one plate are two long chains, and both are tracks.
/// 3. Up to ten fixes of a chain are drift if both ways to them are longer than the reported speeds allow and the way without them
/// is as long as reported. Speeds of a terminal that do not fit its positions are no such evidence.
/// 4. A track begins a segment where it begins, after the dark gap, and after a report without a position.
/// The answer depends on a bounded stretch around a fix, so that a part of a track gets the same answer as the whole.
/// </remarks>
public sealed class TrackSegmenter(SegmentSettings settings)
{
    private const int MostChains = 8;

    private readonly List<SegmentChain> _chains = [];
    private readonly Queue<Queued> _queue = [];
    private readonly HashSet<long> _drift = [];
    private long _taken;
    private long _added;
    private int _tracks;
    private int _segments;

    public TrackSegmenter()
        : this(SegmentSettings.Default)
    {
    }

    /// <summary>Adds the next report, later than all before.</summary>
    public void Add(in PositionReport report)
    {
        var chain = report.IsPosition ? ChainOf(report) : null;
        _queue.Enqueue(new(report, chain, chain?.SuspectAt ?? 0));
        _added++;
        Decide();
    }

    /// <summary>Ends the input: no more reports come.</summary>
    public void Complete()
    {
        foreach (var chain in _chains.ToArray())
        {
            Close(chain);
        }

        Decide();
    }

    /// <summary>Returns the next report for which it is decided what it belongs to.</summary>
    public bool TryTake(out SegmentedReport next)
    {
        next = default;
        if (!_queue.TryPeek(out var front) || !IsDecided(front))
        {
            return false;
        }

        _queue.Dequeue();
        var drift = _drift.Remove(_taken++) || front.Chain?.IsTrack == false;
        next = front.Chain is { } chain && !drift ? Give(chain, front.Report) : new(front.Report, 0, 0, null, false);
        if (front.Chain is null)
        {
            foreach (var c in _chains)
            {
                c.HasLostReception = true;
            }
        }

        return true;
    }

    private bool IsDecided(in Queued front) =>
        front.Chain is not { } chain || _drift.Contains(_taken) || chain.IsTrack == false
        || (chain.IsTrack == true && (chain.IsClosed || chain.Count > front.SuspectAt + settings.LongestBurst));

    private SegmentedReport Give(SegmentChain chain, in PositionReport report)
    {
        PositionReport? previous = chain.Given is { } given && report.Time - given.Report.Time <= settings.DarkGap ? given.Report : null;
        var lost = chain.HasLostReception;
        if (previous is null || lost)
        {
            chain.Segment = ++_segments;
        }

        chain.Given = chain.Waiting[0];
        chain.Waiting.RemoveAt(0);
        chain.HasLostReception = false;
        return new(report, chain.Number, chain.Segment, previous, lost && previous is not null);
    }

    private SegmentChain ChainOf(in PositionReport fix)
    {
        SegmentChain? nearest = null;
        for (var i = _chains.Count - 1; i >= 0; i--)
        {
            var chain = _chains[i];
            if (fix.Time - chain.Tail.Time > settings.DarkGap)
            {
                Close(chain);
            }
            else if (Follows(chain.Tail, fix) && (nearest is null || chain.To(fix) < nearest.To(fix)))
            {
                nearest = chain;
            }
        }

        nearest ??= PastItsLast(fix) ?? Begin(fix);
        Continue(nearest, fix);
        return nearest;
    }

    /// <summary>Finds a chain that goes on from the fix before its last: its last was then drift.</summary>
    private SegmentChain? PastItsLast(in PositionReport fix)
    {
        foreach (var chain in _chains)
        {
            if (chain.Count > settings.LeastFixes && chain.Waiting.Count > 0
                && chain.Before(chain.Waiting.Count - 1)?.Report is { } before && fix.Time - before.Time <= settings.DarkGap && Follows(before, fix))
            {
                Drop(chain, chain.Waiting.Count - 1);
                return chain;
            }
        }

        return null;
    }

    private SegmentChain Begin(in PositionReport fix)
    {
        if (_chains.Count == MostChains)
        {
            Close(_chains.MinBy(c => c.Tail.Time.UnixMilliseconds)!);
        }

        var begun = new SegmentChain(++_tracks, fix.Time);
        begun.Rivals.AddRange(_chains);
        foreach (var other in _chains.Where(c => c.IsTrack is null))
        {
            other.Rivals.Add(begun);
        }

        _chains.Add(begun);
        return begun;
    }

    private void Continue(SegmentChain chain, in PositionReport fix)
    {
        var isSuspect = chain.Count > 0 && IsSuspect(chain.Tail, fix);
        if (isSuspect)
        {
            DropExcursion(chain, fix);
            isSuspect = IsSuspect(chain.Tail, fix);
            chain.SuspectAt = isSuspect ? chain.Count : chain.SuspectAt;
        }

        chain.Append(_added, fix, isSuspect);
    }

    /// <summary>Drops the last fixes of a chain if the way without them fits the reported speeds, and the way over them does not.</summary>
    private void DropExcursion(SegmentChain chain, in PositionReport fix)
    {
        if (fix.Speed is not { } speed || chain.Tail.Speed is not { } tailSpeed)
        {
            return;
        }

        var back = chain.To(fix);
        var way = back;
        var reported = ReportedDistance(chain.Tail, tailSpeed, fix, speed);
        for (var from = chain.Waiting.Count - 1; from >= 0 && chain.Waiting.Count - from <= settings.LongestBurst; from--)
        {
            var first = chain.Waiting[from];
            if (chain.Before(from) is not { } anchor || anchor.Report.Speed is not { } anchorSpeed || first.Report.Speed is not { } firstSpeed)
            {
                return;
            }

            var there = Geodesy.Between(anchor.Report.Position, first.Report.Position);
            way += there;
            reported += ReportedDistance(anchor.Report, anchorSpeed, first.Report, firstSpeed);
            var direct = Geodesy.Between(anchor.Report.Position, fix.Position);
            var allowed = (reported * settings.SpeedMargin) + settings.SpeedSlack;
            if (first.IsSuspect && !anchor.IsSuspect && IsJump(chain, from, anchor.Report, there, back)
                && way > allowed && way > (direct * settings.MostDetour) + settings.SpeedSlack
                && direct <= allowed && (reported * (2 - settings.SpeedMargin)) - settings.SpeedSlack <= direct)
            {
                Drop(chain, from);
                return;
            }
        }
    }

    /// <summary>
    /// Whether the ways from the fixes from one index on and back are each half as long as the farthest of them lies off: a truck that drives there comes
    /// nearer step by step.
    /// </summary>
    private static bool IsJump(SegmentChain chain, int from, in PositionReport anchor, Distance there, Distance back)
    {
        foreach (var fix in CollectionsMarshal.AsSpan(chain.Waiting)[from..])
        {
            var off = Geodesy.Between(anchor.Position, fix.Report.Position) * 0.5;
            if (there < off || back < off)
            {
                return false;
            }
        }

        return true;
    }

    private void Drop(SegmentChain chain, int from)
    {
        foreach (var fix in chain.Waiting.Skip(from))
        {
            _drift.Add(fix.Queued);
        }

        chain.Drop(from);
    }

    private void Close(SegmentChain chain)
    {
        chain.IsClosed = true;
        _chains.Remove(chain);
        if (chain.IsTrack is null)
        {
            var isDrift = chain.Count < settings.ProvenFixes
                && chain.Rivals.Exists(r => chain.IsSpannedBy(r)
                    || (chain.Count < settings.LeastFixes && r.Count >= settings.LeastFixes && r.IsTrack != false));
            Decide(chain, !isDrift);
        }
    }

    private void Decide()
    {
        foreach (var chain in _chains)
        {
            if (chain.IsTrack is null
                && (chain.Count >= settings.ProvenFixes
                    || (chain.Count >= settings.LeastFixes
                        && !chain.Rivals.Exists(r => r.First < chain.First && r.IsTrack != false && (!r.IsClosed || chain.IsSpannedBy(r))))))
            {
                Decide(chain, true);
            }
        }
    }

    private static void Decide(SegmentChain chain, bool isTrack)
    {
        chain.IsTrack = isTrack;
        chain.Rivals.Clear();
    }

    private bool Follows(in PositionReport a, in PositionReport b) =>
        Geodesy.Between(a.Position, b.Position) <= settings.Reach(b.Time - a.Time);

    /// <summary>Whether the step between two fixes is longer than the speeds they report allow.</summary>
    private bool IsSuspect(in PositionReport a, in PositionReport b) =>
        a.Speed is { } from && b.Speed is { } to
        && Geodesy.Between(a.Position, b.Position) > (ReportedDistance(a, from, b, to) * settings.SpeedMargin) + settings.SpeedSlack;

    private static Distance ReportedDistance(in PositionReport a, Speed from, in PositionReport b, Speed to) =>
        (from * ((b.Time - a.Time) / 2)) + (to * ((b.Time - a.Time) / 2));

    private readonly record struct Queued(PositionReport Report, SegmentChain? Chain, int SuspectAt);
}
