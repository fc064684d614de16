using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>How what was found compares with what happened.</summary>
public sealed class Score
{
    private static readonly VehicleId s_vehicle = new("沪A12345", PlateColour.Yellow);
    private static readonly IReadOnlyList<IRule> s_rules = [.. RuleList.All.Where(r => r.Id == "crossing")];

    /// <summary>Passages that must be found.</summary>
    public int True { get; private set; }

    public int Found { get; private set; }

    /// <summary>Found without anything to it.</summary>
    public int False { get; private set; }

    /// <summary>Found, and true, though too short to be asked for.</summary>
    public int Grazes { get; private set; }

    /// <summary>Counted stays that no report tells of.</summary>
    public int Unseen { get; private set; }

    public int Journeys { get; private set; }

    /// <summary>Journeys whose reports, shuffled and doubled, ended in other alerts.</summary>
    public int OrderMattered { get; private set; }

    /// <summary>Of each passage found, its error of time in reporting intervals, without those in a silence.</summary>
    public List<double> TimeErrors { get; } = [];

    public double Precision => Found + Grazes == 0 ? 1 : (double)(Found + Grazes) / (Found + Grazes + False);

    public double Recall => True == 0 ? 1 : (double)Found / True;

    public double TimeErrorP95 => TimeErrors.Count == 0 ? 0 : TimeErrors.Order().ElementAt((int)(TimeErrors.Count * 0.95));

    /// <summary>Told of each journey that went wrong.</summary>
    public Action<string>? OnFault { get; init; }

    public void Add(Score other)
    {
        True += other.True;
        Found += other.Found;
        False += other.False;
        Grazes += other.Grazes;
        Unseen += other.Unseen;
        Journeys += other.Journeys;
        OrderMattered += other.OrderMattered;
        TimeErrors.AddRange(other.TimeErrors);
    }

    /// <summary>Sends a journey's reports through a tracker and compares.</summary>
    public void Judge(ProvinceMap map, TruthTrack track, IReadOnlyList<Arrival> arrivals, TimeSpan interval, Random random)
    {
        Journeys++;
        var seen = arrivals.Where(a => a.Report.IsPosition).Select(a => a.Report.Time).Distinct().Order().Select(track.At).ToList();
        var truth = new TrueCrossings(map, track, seen);
        var reports = arrivals.Select(a => a.Report).ToList();
        var standing = Follow(map, reports);
        Unseen += truth.Unseen;
        True += truth.Passages.Count;
        Match(truth, Passages(standing), interval);

        // The order of arrival must not matter, nor what comes twice.
        PositionReport[] shuffled = [.. reports, .. reports.Where(_ => random.Next(4) == 0)];
        random.Shuffle(shuffled);
        var again = Texts(Follow(map, shuffled)).ToList();
        if (!Texts(standing).SequenceEqual(again))
        {
            OrderMattered++;
            OnFault?.Invoke($"order: {string.Join("; ", Texts(standing).Except(again))} became {string.Join("; ", again.Except(Texts(standing)))}");
        }
    }

    /// <summary>What stands once all reports have come.</summary>
    public static List<Finding> Follow(ProvinceMap map, IEnumerable<PositionReport> reports)
    {
        var context = new JudgingContext(map, s_rules, VehicleDocuments.None);
        var tracker = VehicleTracker.New(s_vehicle);
        var changes = new List<FindingChange>();
        var offset = 0;
        foreach (var report in reports)
        {
            tracker.Apply(new(report, offset++), context, changes);
        }

        var standing = new Dictionary<FindingIdentity, Finding>();
        foreach (var change in changes)
        {
            standing[change.Identity] = change.Finding;
            if (change.Kind == FindingChangeKind.Retracted)
            {
                standing.Remove(change.Identity);
            }
        }

        return [.. standing.Values];
    }

    private static IEnumerable<string> Texts(List<Finding> findings) =>
        findings.Select(f => $"{f.Key} {f.Onset} {f.Position} {f.Crossing!.Kind} {f.Crossing.Dark}").Order(StringComparer.Ordinal);

    /// <summary>A transit is two passages: in, and out again.</summary>
    private static List<Passage> Passages(List<Finding> findings)
    {
        var passages = new List<Passage>();
        foreach (var crossing in findings.Select(f => f.Crossing!))
        {
            passages.Add(new(crossing.From, crossing.To, crossing.Time, crossing.TimeUncertainty));
            if (crossing.Exit is { } exit)
            {
                passages.Add(new(crossing.To, exit.Into, exit.Time, crossing.TimeUncertainty));
            }
        }

        return [.. passages.OrderBy(p => p.Time)];
    }

    /// <summary>
    /// A passage is found by a finding that enters the same province between the end of the counted stay before and the beginning of the
    /// next, from the province of the stay before or from one that was grazed in between.
    /// </summary>
    private void Match(TrueCrossings truth, List<Passage> found, TimeSpan interval)
    {
        var open = found.ToList();
        foreach (var passage in truth.Passages)
        {
            bool Fits(Passage f) => f.To == passage.To
                && f.Time >= passage.Earliest - Tolerance(f, interval) && f.Time <= passage.Time + Tolerance(f, interval)
                && (f.From == passage.From || truth.AllTouches.Any(t => t.From == f.From && t.Time >= passage.Earliest && t.Time <= passage.Time));
            var best = open.Where(Fits).MinBy(f => (f.Time - passage.Time).Duration());
            if (best is null)
            {
                OnFault?.Invoke($"missed {Text(passage)}; interval {interval.TotalSeconds:0} s; true: {string.Join(", ", truth.AllTouches.Select(Text))}; found: {string.Join(", ", found.Select(Text))}");
                continue;
            }

            open.Remove(best);
            Found++;
            if (best.Uncertainty <= interval * 2)
            {
                // Against the very passage it tells of.
                var at = truth.AllTouches.Where(t => t.To == best.To).Min(t => (t.Time - best.Time).Duration());
                TimeErrors.Add(at / interval);
            }
        }

        // What is left may be a passage too short to be asked for.
        var touches = truth.AllTouches.ToList();
        foreach (var rest in open)
        {
            var touch = touches.Find(t => t.To == rest.To && (t.Time - rest.Time).Duration() <= Tolerance(rest, interval));
            if (touch is not null)
            {
                Grazes++;
            }
            else
            {
                False++;
                OnFault?.Invoke($"false {Text(rest)}; interval {interval.TotalSeconds:0} s; true: {string.Join(", ", truth.AllTouches.Select(Text))}; found: {string.Join(", ", found.Select(Text))}");
            }
        }
    }

    private static string Text(Passage p) => $"{p.From.Number / 10000}>{p.To.Number / 10000} {p.Time.ToString()[11..19]} ±{p.Uncertainty.TotalSeconds:0}";

    private static TimeSpan Tolerance(Passage found, TimeSpan interval) => found.Uncertainty + (interval * 2) + TimeSpan.FromSeconds(30);
}
