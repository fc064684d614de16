using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>Fixes that follow on each other.</summary>
internal sealed class SegmentChain(int number, Instant first)
{
    public int Number { get; } = number;

    public Instant First { get; } = first;

    public PositionReport Tail { get; private set; }

    public int Count { get; private set; }

    /// <summary>Whether it cannot be continued any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Null while it is not decided.</summary>
    public bool? IsTrack { get; set; }

    /// <summary>Chains that lived at the same time, while this one is not decided.</summary>
    public List<SegmentChain> Rivals { get; } = [];

    /// <summary>The index of the last fix whose step was longer than its speeds allow.</summary>
    public int SuspectAt { get; set; } = int.MinValue / 2;

    /// <summary>Its fixes that are not returned yet, by their number in the queue.</summary>
    public List<SegmentFix> Waiting { get; } = [];

    /// <summary>The fix last returned.</summary>
    public SegmentFix? Given { get; set; }

    public bool HasLostReception { get; set; }

    public int Segment { get; set; }

    public void Append(long queued, in PositionReport report, bool isSuspect)
    {
        Waiting.Add(new(queued, report, isSuspect));
        Tail = report;
        Count++;
    }

    /// <summary>The fix before the one that waits as number <paramref name="waiting"/>; null before the first.</summary>
    public SegmentFix? Before(int waiting) => waiting > 0 ? Waiting[waiting - 1] : Given;

    /// <summary>Removes the last fixes, as drift, down to the one waiting as number <paramref name="from"/>.</summary>
    public void Drop(int from)
    {
        Tail = Before(from)?.Report ?? Tail;
        Waiting.RemoveRange(from, Waiting.Count - from);
    }

    /// <summary>Whether another chain, which had more fixes, goes on over it.</summary>
    public bool IsSpannedBy(SegmentChain other) =>
        other.IsTrack != false && other.First < First && other.Tail.Time > Tail.Time && other.Count > Count;

    /// <summary>The distance from its end to a fix.</summary>
    public Distance To(in PositionReport fix) => Geodesy.Between(Tail.Position, fix.Position);
}
