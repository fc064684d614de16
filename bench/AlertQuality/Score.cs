using HazmatTrack.Domain;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>How what was found compares with what happened.</summary>
public sealed class Score(Counting counting)
{
    private static readonly VehicleId s_vehicle = new("沪A12345", PlateColour.Yellow);
    private static readonly RuleSet s_rules = [.. RuleList.All.Where(r => r.Id == "crossing")];

    /// <summary>
    /// The borders here are exact, so what a finding states of its uncertainty may not lean on the error of drawn ones. Decides nothing:
    /// what is found is the same as with the shipped settings.
    /// </summary>
    private static readonly CrossingSettings s_settings = CrossingSettings.Default with { BorderError = Distance.Zero };

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    /// <summary>Passages that must be found.</summary>
    public int True { get; private set; }

    public int Found { get; private set; }

    /// <summary>Found without anything to it, or a second time.</summary>
    public int False { get; private set; }

    /// <summary>Of the false ones, those that a truck that crossed could have raised by the same reports (see <see cref="CrossingEvidence"/>).</summary>
    public int UndecidableFalse { get; private set; }

    /// <summary>Found, and true, though too short to be asked for. Count neither for nor against.</summary>
    public int Grazes { get; private set; }

    /// <summary>Counted stays that no report tells of.</summary>
    public int Unseen { get; private set; }

    /// <summary>Counted stays at the start or end of a journey with too few reports to be known.</summary>
    public int Ends { get; private set; }

    /// <summary>Of the passages that must be found, those that the reports do not show (see <see cref="StayEvidence"/>).</summary>
    public int Undecidable { get; private set; }

    /// <summary>Of the undecidable ones, those found.</summary>
    public int UndecidableFound { get; private set; }

    public int Journeys { get; private set; }

    /// <summary>Journeys, of one truck each, that were found to be of two vehicles. A clock that is set back tells of two places at once.</summary>
    public int TwoVehicles { get; private set; }

    /// <summary>Journeys whose reports, shuffled and doubled, ended in other alerts.</summary>
    public int OrderMattered { get; private set; }

    /// <summary>Of each passage found, its error of time in reporting intervals.</summary>
    public List<double> TimeErrors { get; } = [];

    /// <summary>Passages found whose error of time is no greater than the finding says.</summary>
    public int AsStated { get; private set; }

    public double Precision => Found == 0 ? 1 : (double)Found / (Found + False);

    public double Recall => True == 0 ? 1 : (double)Found / True;

    /// <summary>The recall of the passages that the reports show.</summary>
    public double ShownRecall => True == Undecidable ? 1 : (double)(Found - UndecidableFound) / (True - Undecidable);

    public double TimeErrorP95 => TimeErrors.Count == 0 ? 0 : TimeErrors.Order().ElementAt((int)(TimeErrors.Count * 0.95));

    /// <summary>A line for each passage that was missed or invented.</summary>
    public List<string> Faults { get; } = [];

    public void Add(Score other)
    {
        True += other.True;
        Found += other.Found;
        False += other.False;
        UndecidableFalse += other.UndecidableFalse;
        Grazes += other.Grazes;
        Unseen += other.Unseen;
        Ends += other.Ends;
        TwoVehicles += other.TwoVehicles;
        Undecidable += other.Undecidable;
        UndecidableFound += other.UndecidableFound;
        Journeys += other.Journeys;
        OrderMattered += other.OrderMattered;
        AsStated += other.AsStated;
        TimeErrors.AddRange(other.TimeErrors);
        Faults.AddRange(other.Faults);
    }

    /// <summary>Sends a journey's reports through a tracker and compares.</summary>
    /// <param name="map">The borders.</param>
    /// <param name="track">Where the truck was.</param>
    /// <param name="arrivals">What came in of it.</param>
    /// <param name="equipment">What the truck carries.</param>
    /// <param name="random">For the order in which the reports come a second time.</param>
    public void Judge(ProvinceMap map, TrueTrack track, IReadOnlyList<Arrival> arrivals, Equipment equipment, Random random)
    {
        Journeys++;
        var (interval, noise, fixes) = (equipment.Uplink.Interval, equipment.Receiver.Noise, Fixes(arrivals));
        var truth = new TrueCrossings(map, track, fixes, counting, interval, noise);
        var evidence = new CrossingEvidence(map, track, fixes, noise, equipment.TellsRightSpeed);
        var reports = arrivals.Select(a => a.Report).ToList();
        var standing = Follow(map, reports);
        TwoVehicles += standing.Exists(f => f.Crossing is null) ? 1 : 0;
        Unseen += truth.Unseen;
        Ends += truth.Ends;
        True += truth.Passages.Count;
        Undecidable += truth.Passages.Count(p => p.IsUndecidable);
        Match(truth, evidence, Passages(standing), interval);

        // The order of arrival must not matter, nor what comes twice.
        PositionReport[] shuffled = [.. reports, .. reports.Where(_ => random.Next(4) == 0)];
        random.Shuffle(shuffled);
        var again = Texts(Follow(map, shuffled)).ToList();
        if (!Texts(standing).SequenceEqual(again))
        {
            OrderMattered++;
            Faults.Add($"order: {string.Join("; ", Texts(standing).Except(again))} became {string.Join("; ", again.Except(Texts(standing)))}");
        }
    }

    /// <summary>The positions that arrived, one for each time told, in the order in which they were taken.</summary>
    public static List<Arrival> Fixes(IReadOnlyList<Arrival> arrivals) =>
    [
        .. arrivals.GroupBy(a => a.Report.Time)
            .Select(same => same.Aggregate((a, b) => SameSecond.Merge(a.Report, b.Report) == a.Report ? a : b))
            .Where(a => a.Report.IsPosition)
            .OrderBy(a => a.Taken),
    ];

    /// <summary>What stands once all reports have come.</summary>
    public static List<Finding> Follow(ProvinceMap map, IEnumerable<PositionReport> reports)
    {
        var context = new RuleContext(map, s_rules, VehicleDocuments.None, s_settings);
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
        findings.Select(f => $"{f.Key} {f.Onset} {f.Position} {f.Crossing?.Kind} {f.Crossing?.Dark}").Order(StringComparer.Ordinal);

    /// <summary>A transit is two passages: in, and out again.</summary>
    private static List<Passage> Passages(List<Finding> findings)
    {
        var passages = new List<Passage>();
        foreach (var crossing in findings.Select(f => f.Crossing).OfType<Crossing>())
        {
            passages.Add(new(crossing.From, crossing.To, crossing.Time) { Uncertainty = crossing.TimeUncertainty });
            if (crossing.Exit is { } exit)
            {
                passages.Add(new(crossing.To, exit.Into, exit.Time) { Uncertainty = crossing.TimeUncertainty });
            }
        }

        return [.. passages.OrderBy(p => p.Time)];
    }

    /// <summary>
    /// A passage is found by a finding that enters the same province at that time. Between one counted stay and the next lie grazes, if
    /// anything: the finding may stand for any passage there into the same province, and may leave from any province grazed on the way.
    /// Its error of time is against the passage that it stands for.
    /// </summary>
    private void Match(TrueCrossings truth, CrossingEvidence evidence, List<Passage> found, TimeSpan interval)
    {
        var open = found.ToList();
        var free = truth.AllTouches.ToList();
        foreach (var passage in truth.Passages)
        {
            var between = truth.AllTouches.Where(t => t.Time >= passage.Left && t.Time <= passage.Time).ToList();
            var fit = (
                from finding in open
                from touch in between.Intersect(free)
                where finding.To == touch.To && touch.To == passage.To && between.Exists(b => b.From == finding.From && b.Time <= touch.Time)
                    && IsWithin(finding, interval, passage, touch)
                orderby touch.ErrorOf(finding.Time)
                select (Finding: finding, Touch: touch)).FirstOrDefault();
            if (fit.Finding is null)
            {
                Fault(passage.IsUndecidable ? "undecidable, missed" : "missed", passage, interval, truth, found);
                continue;
            }

            open.Remove(fit.Finding);
            free.Remove(fit.Touch);
            var error = fit.Touch.ErrorOf(fit.Finding.Time);
            Found++;
            UndecidableFound += passage.IsUndecidable ? 1 : 0;
            TimeErrors.Add(error / interval);
            AsStated += error <= fit.Finding.Uncertainty + s_step ? 1 : 0;
        }

        // What is left may be a passage too short to be asked for, each of them once; it may leave from any province grazed before as well.
        foreach (var rest in open)
        {
            var touch = free.Where(t => t.To == rest.To && IsWithin(rest, interval, t, t)
                    && truth.AllTouches.Any(b => b.From == rest.From && b.Time >= Instant.Earlier(t.Left, t.Earliest) && b.Time <= t.Time))
                .MinBy(t => t.ErrorOf(rest.Time));
            if (touch is not null)
            {
                free.Remove(touch);
                Grazes++;
            }
            else
            {
                var isUndecidable = evidence.CouldHaveEntered(rest.To, rest.Time);
                False++;
                UndecidableFalse += isUndecidable ? 1 : 0;
                Fault(isUndecidable ? "undecidable, false" : "false", rest, interval, truth, found);
            }
        }
    }

    /// <summary>
    /// Within what the finding states, or one reporting interval, of the time by the terminal's clock in which the truck was near the border; the
    /// truth is known to the second.
    /// </summary>
    private static bool IsWithin(Passage finding, TimeSpan interval, Passage passage, Passage touch)
    {
        var tolerance = (finding.Uncertainty > interval ? finding.Uncertainty : interval) + s_step;
        var earliest = Instant.Earlier(passage.Earliest + passage.Clock.Least, touch.Earliest + touch.Clock.Least);
        var latest = Instant.Later(passage.Latest + passage.Clock.Most, touch.Latest + touch.Clock.Most);
        return finding.Time >= earliest - tolerance && finding.Time <= latest + tolerance;
    }

    private void Fault(string what, Passage passage, TimeSpan interval, TrueCrossings truth, List<Passage> found)
    {
        string Near(IEnumerable<Passage> all) => string.Join(", ", all.Where(p => (p.Time - passage.Time).Duration() < TimeSpan.FromMinutes(10)).Select(Text));
        Faults.Add($"{what} {Text(passage)}; interval {interval.TotalSeconds:0} s; true: {Near(truth.AllTouches)}; found: {Near(found)}");
    }

    private static string Text(Passage p) => $"{p.From.Number / 10000}>{p.To.Number / 10000} {p.Time.ToString()[11..19]} ±{p.Uncertainty.TotalSeconds:0}";
}
