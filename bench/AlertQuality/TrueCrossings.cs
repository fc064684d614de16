using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>A change of province, true or found.</summary>
/// <param name="From">What was left.</param>
/// <param name="To">What was entered.</param>
/// <param name="Time">When; of a true passage from one counted stay to the next, when the next began.</param>
/// <param name="Uncertainty">As the finding states it.</param>
/// <param name="Earliest">Of a true passage: when the counted stay before ended. Between the two lie grazes, if anything.</param>
public sealed record Passage(ProvinceCode From, ProvinceCode To, Instant Time, TimeSpan Uncertainty = default, Instant Earliest = default);

/// <summary>
/// What truly happened on a journey, from where the truck was every second. A stay in a province counts when the truck came at least
/// <see cref="CountedDepth"/> deep and stayed at least <see cref="CountedStay"/>; shorter or shallower ones are grazes: a system that
/// reports them is not wrong, and one that does not is not either. A counted stay in which no report was taken that deep, and which the straight
/// line between the reports around it does not cut that deep, could not be told from a graze by anybody: it is unseen. The first and the last stay must have so many
/// reports that a province can be told from them at all (<see cref="ReportsToKnow"/>).
/// </summary>
public sealed class TrueCrossings
{
    /// <summary>Some deviations of the receiver beyond the least depth that the machine calls a touch.</summary>
    public static readonly Distance CountedDepth = Distance.FromMetres(250);

    /// <summary>Two reports of the slowest terminal.</summary>
    public static readonly TimeSpan CountedStay = TimeSpan.FromSeconds(20);

    /// <summary>Three to confirm, and two that may be drift, lost or without a fix.</summary>
    public const int ReportsToKnow = 5;

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly List<Stay> _stays = [];

    /// <param name="map">The borders.</param>
    /// <param name="track">The noiseless journey.</param>
    /// <param name="seen">Where the truck truly was when the reports that arrived were taken, in order of time.</param>
    public TrueCrossings(ProvinceMap map, TruthTrack track, IReadOnlyList<Whereabouts> seen)
    {
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
            stay.IsDeep |= map.IsDeeperThan(place, CountedDepth);
        }

        foreach (var stay in _stays)
        {
            stay.IsSeen = IsSeen(map, stay, seen);
        }

        var counted = _stays.Where((s, i) => s.IsDeep && s.End - s.Start >= CountedStay
            && ((i > 0 && i < _stays.Count - 1) || seen.Count(w => w.Time >= s.Start && w.Time <= s.End) >= ReportsToKnow)).ToList();
        Unseen = counted.Count(s => !s.IsSeen);
        Passages = Between([.. counted.Where(s => s.IsSeen)]);
        AllTouches = Between(_stays);
    }

    /// <summary>What must be found.</summary>
    public IReadOnlyList<Passage> Passages { get; }

    /// <summary>Every passage of a border however short: what may be found.</summary>
    public IReadOnlyList<Passage> AllTouches { get; }

    /// <summary>Stays that no report tells of.</summary>
    public int Unseen { get; }

    private static List<Passage> Between(List<Stay> stays)
    {
        var passages = new List<Passage>();
        for (var i = 1; i < stays.Count; i++)
        {
            var (from, to) = (stays[i - 1].Code, stays[i].Code);
            if (from != to && (from.IsInDelta || to.IsInDelta))
            {
                passages.Add(new(from, to, stays[i].Start, default, stays[i - 1].End));
            }
        }

        return passages;
    }

    private static bool IsSeen(ProvinceMap map, Stay stay, IReadOnlyList<Whereabouts> seen)
    {
        var passes = new List<BorderPass>();
        for (var i = 0; i < seen.Count; i++)
        {
            if (seen[i].Time >= stay.Start && seen[i].Time <= stay.End && map.IsDeeperThan(seen[i].Position, CountedDepth))
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
                    seen[i - 1].Position, seen[i].Position, passes[entered].Fraction, entered + 1 < passes.Count ? passes[entered + 1].Fraction : 1) >= CountedDepth;
            }
        }

        return false;
    }

    private sealed class Stay(ProvinceCode code, Instant start)
    {
        public ProvinceCode Code => code;

        public Instant Start { get; } = start;

        public Instant End { get; set; } = start;

        public bool IsDeep { get; set; }

        public bool IsSeen { get; set; }
    }
}
