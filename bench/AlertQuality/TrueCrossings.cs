using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>A change of province, true or found.</summary>
/// <param name="From">What was left.</param>
/// <param name="To">What was entered.</param>
/// <param name="Time">When; of a true passage from one counted stay to the next, when the next began.</param>
public sealed record Passage(ProvinceCode From, ProvinceCode To, Instant Time)
{
    /// <summary>Of a finding: as it states it.</summary>
    public TimeSpan Uncertainty { get; init; }

    /// <summary>Of a true passage: when the last counted stay before ended. From there to its time lie grazes, if anything.</summary>
    public Instant Left { get; init; }

    /// <summary>Of a true passage: when the truck was last clear of the border on the old side.</summary>
    public Instant Earliest { get; init; }

    /// <summary>And when it was first clear of it on the new side.</summary>
    public Instant Latest { get; init; }

    /// <summary>
    /// Of a true passage: the error of the terminal's clock in the reports about it, the least and the most, none included. What a finding says of
    /// time it can only say by that clock, unless it goes by other reports, whose times are right.
    /// </summary>
    public (TimeSpan Least, TimeSpan Most) Clock { get; init; }

    /// <summary>Of a true passage: whether the reports that arrived do not show one of the stays that it lies between (see
    /// <see cref="StayEvidence"/>).</summary>
    public bool IsUndecidable { get; init; }

    /// <summary>How far a time is from that of a true passage by the terminal's clock.</summary>
    public TimeSpan ErrorOf(Instant time)
    {
        var (from, to) = (Time + Clock.Least, Time + Clock.Most);
        return time < from ? from - time : time > to ? time - to : TimeSpan.Zero;
    }
}

/// <summary>
/// What truly happened on a journey, from where the truck was every second; nothing that the tracker said comes into it. A stay in a
/// province counts as <see cref="Counting"/> says; shorter or shallower ones are grazes: a system that reports them is not wrong, and
/// one that does not is not either. A counted stay is unseen when no report that arrived was taken that deep inside, and the
/// straight line between the reports around it does not lie that deep either: nobody could tell it from a graze. A stay that was over
/// before the first <see cref="ReportsToKnow"/> reports, or began within the last, is an end: where a truck is cannot be known from one fix.
/// </summary>
public sealed class TrueCrossings
{
    /// <summary>Three to confirm, and two that may be drift.</summary>
    public const int ReportsToKnow = 5;

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly List<Stay> _stays = [];
    private readonly IReadOnlyList<Arrival> _fixes;

    /// <param name="map">The borders.</param>
    /// <param name="track">The noiseless journey.</param>
    /// <param name="fixes">The positions that arrived, each once, in the order in which they were taken.</param>
    /// <param name="counting">Which stays count.</param>
    /// <param name="interval">The reporting interval.</param>
    /// <param name="noise">Of the receiver: nearer to a border than two deviations nobody can tell on which side a truck stands.</param>
    public TrueCrossings(
        ProvinceMap map, TrueTrack track, IReadOnlyList<Arrival> fixes, Counting counting, TimeSpan interval, Distance noise)
    {
        _fixes = fixes;
        var clear = noise * 2;
        var seen = fixes.Select(f => track.At(f.Taken)).ToList();
        for (var at = track.Start; at <= track.End; at += s_step)
        {
            var place = track.At(at).Position;
            var code = map.Locate(place);
            if (_stays.Count == 0 || _stays[^1].Code != code)
            {
                _stays.Add(new(code, at));
            }

            var stay = _stays[^1];
            stay.End = at;
            if (map.IsDeeperThan(place, clear))
            {
                (stay.FirstClear, stay.LastClear) = (stay.FirstClear ?? at, at);
            }

            stay.IsDeep = stay.IsDeep || map.IsDeeperThan(place, counting.Depth);
        }

        var counted = _stays.Where(s => s.IsDeep && s.End - s.Start >= (counting.Stay ?? interval)).ToList();
        var touches = Between(_stays);
        AllTouches = touches.ConvertAll(t => t with { Left = counted.FindLast(s => s.End < t.Time)?.End ?? track.Start });
        Ends = counted.RemoveAll(s => seen.Count < ReportsToKnow || s.End < seen[ReportsToKnow - 1].Time || s.Start > seen[^ReportsToKnow].Time);
        Unseen = counted.RemoveAll(s => !IsSeen(map, s, seen, counting.Depth));
        var evidence = new StayEvidence(map, track, fixes, noise);
        counted.ForEach(s => s.IsShown = evidence.Shows(s.Code, s.Start, s.End));
        Passages = Between(counted);
    }

    /// <summary>What must be found.</summary>
    public IReadOnlyList<Passage> Passages { get; }

    /// <summary>Every passage of a border however short: what may be found, each once.</summary>
    public IReadOnlyList<Passage> AllTouches { get; }

    /// <summary>Counted stays that no report tells of.</summary>
    public int Unseen { get; }

    /// <summary>Counted stays at the start or end of a journey with too few reports to be known.</summary>
    public int Ends { get; }

    private List<Passage> Between(List<Stay> stays)
    {
        var passages = new List<Passage>();
        for (var i = 1; i < stays.Count; i++)
        {
            var (from, to) = (stays[i - 1].Code, stays[i].Code);
            if (from != to && (from.IsInDelta || to.IsInDelta))
            {
                var earliest = stays.Take(i).LastOrDefault(s => s.LastClear is not null)?.LastClear ?? stays[0].Start;
                var latest = stays.Skip(i).FirstOrDefault(s => s.FirstClear is not null)?.FirstClear ?? stays[^1].End;
                var clock = ClockBetween(earliest, latest);
                passages.Add(new(from, to, stays[i].Start)
                {
                    Left = stays[i - 1].End,
                    Earliest = earliest,
                    Latest = latest,
                    Clock = clock,
                    IsUndecidable = !stays[i - 1].IsShown || !stays[i].IsShown,
                });
            }
        }

        return passages;
    }

    /// <summary>The least and greatest error of the clock in the reports from the last before a span of time to the first after it.</summary>
    private (TimeSpan Least, TimeSpan Most) ClockBetween(Instant from, Instant to)
    {
        var first = Math.Max(0, FirstAfter(from) - 1);
        var end = Math.Min(_fixes.Count, FirstAfter(to) + 1);
        var errors = Enumerable.Range(first, Math.Max(0, end - first)).Select(i => _fixes[i].Report.Time - _fixes[i].Taken).ToList();
        return errors.Count > 0 ? (Least(errors.Min(), TimeSpan.Zero), Most(errors.Max(), TimeSpan.Zero)) : default;

        static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

        static TimeSpan Most(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }

    /// <summary>The index of the first fix taken after a time.</summary>
    private int FirstAfter(Instant time)
    {
        var (low, high) = (0, _fixes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _fixes[middle].Taken > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static bool IsSeen(ProvinceMap map, Stay stay, List<TrueState> seen, Distance depth)
    {
        var passes = new List<BorderIntersection>();
        for (var i = 0; i < seen.Count; i++)
        {
            if (seen[i].Time >= stay.Start && seen[i].Time <= stay.End && map.IsDeeperThan(seen[i].Position, depth))
            {
                return true;
            }

            if (i > 0 && seen[i - 1].Time < stay.Start && seen[i].Time > stay.End)
            {
                // Between two reports.
                passes.Clear();
                map.CrossSegment(seen[i - 1].Position, seen[i].Position, passes);
                var entered = passes.FindIndex(p => p.To == stay.Code);
                return entered >= 0 && map.DepthInside(
                    seen[i - 1].Position, seen[i].Position, passes[entered].Fraction, entered + 1 < passes.Count ? passes[entered + 1].Fraction : 1) >= depth;
            }
        }

        return false;
    }

    private sealed class Stay(ProvinceCode code, Instant start)
    {
        public ProvinceCode Code => code;

        public Instant Start { get; } = start;

        public Instant End { get; set; } = start;

        public Instant? FirstClear { get; set; }

        public Instant? LastClear { get; set; }

        public bool IsDeep { get; set; }

        public bool IsShown { get; set; } = true;
    }
}
