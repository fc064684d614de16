using System.Runtime.InteropServices;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.TwoVehicles;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// All that judging remembers of a vehicle's reports up to some time: its track, and a second one while another vehicle reports under the same
/// plate. Folding the same points over it in order of time gives the same state and the same findings, always.
/// </summary>
internal sealed partial class CoreState
{
    [ThreadStatic]
    private static List<Crossing>? t_crossings;

    [ThreadStatic]
    private static DriftVerdict? t_verdict;

    [ThreadStatic]
    private static FindingSet? t_marked;

    private static readonly TimeSpan s_shownFor = TimeSpan.FromMinutes(5);

    private string[] _ruleIds = [];
    private IReadOnlyList<IRule>? _boundTo;

    /// <summary>The vehicle's track; of two the one that was there first.</summary>
    public Track Main { get; private set; } = new();

    /// <summary>The track whose place is shown as the vehicle's: the main one, unless that fell silent and the second goes on.</summary>
    public Track Shown => Second is { } second && second.Drift.Last is { } newest && Main.Drift.Last is { } last && newest.Time - last.Time > s_shownFor
        ? second
        : Main;

    /// <summary>How many reports have been folded in, those without a position included.</summary>
    public long Reports { get; set; }

    public ReadOnlySpan<string> RuleIds => _ruleIds;

    /// <summary>How far what the terminal sends agrees with itself.</summary>
    public TrackQuality Quality
    {
        get
        {
            var (told, ratio) = Main.Drift.Last is { } last ? Main.Drift.Trust.Judge(last.Report) : default;
            return new(told, ratio, Second?.Drift.Last?.Report);
        }
    }

    /// <summary>Folds one report in; what the rules say of it is added to <paramref name="findings"/>.</summary>
    public void Fold(in TrackPoint point, JudgingContext context, FindingSet findings)
    {
        Reports++;
        if (!point.Report.IsPosition)
        {
            return;
        }

        if (!ReferenceEquals(_boundTo, context.Rules))
        {
            Bind(context.Rules);
        }

        if (Second is not null)
        {
            FoldIntoTwo(point, context, findings);
            return;
        }

        var before = Main.Drift.Last;
        var verdict = FoldInto(Main, point, context, findings);
        if (verdict.Dropped.Length > 0 || verdict.Disconnected || _strays is not null)
        {
            Stray(before, verdict, context, findings);
        }

        if (Main.Label != Track.FirstLabel && Second is null && Main.IsIdle)
        {
            Main.Label = Track.FirstLabel;
        }
    }

    /// <summary>Counts a report that is not judged.</summary>
    public void Skip() => Reports++;

    public void CopyFrom(CoreState other)
    {
        Main.CopyFrom(other.Main);
        CopyTwoFrom(other);
        Reports = other.Reports;
        _boundTo = other._boundTo;
        _ruleIds = other._ruleIds;
    }

    /// <summary>Names the rules of the states that were read back into the tracks; they find their rules by id when first used.</summary>
    public void Restore(string[] ruleIds) => (_ruleIds, _boundTo) = (ruleIds, null);

    /// <summary>
    /// Whether a finding of this onset would be said by reports folded in from now on, rather than having been said by those before.
    /// </summary>
    public bool StillToBeSaid(Finding finding)
    {
        if (finding.Rule != TwoVehiclesEpisode.RuleId && TrackOf(finding) is { } track)
        {
            return track.StillToBeSaid(finding, StateOf(track, finding.Rule));
        }

        // Of a second track that is not there yet, or that there are two.
        return EpisodeSince() is not { } since || finding.Onset >= since;
    }

    /// <summary>Whether no report from now on can change a finding that was said.</summary>
    public bool IsOver(Finding finding) => finding.Crossing is not null
        || (finding.Rule == TwoVehiclesEpisode.RuleId
            ? Episode is not { } episode || episode.Since != finding.Onset
            : TrackOf(finding) is not { } track || StateOf(track, finding.Rule).Phase == 0);

    /// <summary>Whether the rule of a finding is judged: one that threw says nothing, which does not mean that nothing was found.</summary>
    public bool AnswersFor(Finding finding) => TrackOf(finding) is not { } track || !StateOf(track, finding.Rule).IsFaulted;

    /// <summary>The rules that threw.</summary>
    public IEnumerable<RuleFault> Faults()
    {
        foreach (var track in Second is { } second ? (Track[])[Main, second] : [Main])
        {
            for (var i = 0; i < track.Rules.Length; i++)
            {
                if (track.Rules[i] is { IsFaulted: true } state)
                {
                    yield return new(_ruleIds[i], state.Count, state.Since, state.Subject ?? "");
                }
            }
        }
    }

    /// <summary>The earliest onset of findings that reports folded in from now on can say, or end.</summary>
    public Instant? OpenSince()
    {
        if (Main.OpenSince() is not { } since || EpisodeSince() is not { } episode)
        {
            return null;
        }

        since = Instant.Earlier(since, episode);
        return Second?.OpenSince() is { } second ? Instant.Earlier(since, second) : since;
    }

    private static DriftVerdict FoldInto(Track track, in TrackPoint point, JudgingContext context, FindingSet findings)
    {
        var verdict = t_verdict ??= new();
        track.Drift.Offer(point, context.Crossing, verdict);
        if (verdict.TakenBack is { } drift)
        {
            CrossingMachine.TakeBack(track.Crossing, drift);
        }

        var connected = !verdict.Disconnected;
        foreach (ref readonly var fix in verdict.Believed)
        {
            Accept(track, fix, connected, context, findings);
            connected = true;
        }

        return verdict;
    }

    private static void Accept(Track track, in TrackPoint fix, bool connected, JudgingContext context, FindingSet findings)
    {
        var crossings = t_crossings ??= [];
        crossings.Clear();
        var drift = track.Drift;
        var previous = drift.Last;
        CrossingMachine.Step(
            track.Crossing, previous, fix, !connected, drift.Trust.IsTrusted, context.Map, context.Crossing, crossings);
        var step = new Step
        {
            Previous = previous,
            Current = fix,
            Province = track.Crossing.Province,
            Crossings = CollectionsMarshal.AsSpan(crossings),
            Documents = context.Documents,
        };

        var said = findings;
        if (track.Label != Track.FirstLabel)
        {
            said = t_marked ??= new();
            said.Clear();
        }

        for (var i = 0; i < track.Rules.Length; i++)
        {
            if (!track.Rules[i].IsFaulted)
            {
                Judge(context.Rules[i], ref track.Rules[i], step, said);
            }
        }

        if (!ReferenceEquals(said, findings) && said.Findings.Count > 0)
        {
            foreach (var finding in said.Findings)
            {
                findings.Put(Track.Mark(finding));
            }
        }

        drift.Advance(fix, connected, context.Crossing);
    }

    /// <summary>A rule's defect is its own: the others go on.</summary>
    private static void Judge(IRule rule, ref RuleState state, in Step step, FindingSet findings)
    {
        var known = findings.Findings.Count;
        try
        {
            rule.Judge(ref state, step, findings);
        }
        catch (Exception e)
        {
            findings.BackTo(known);
            state = RuleState.Faulted(step.Current.Time, rule.Version, e);
        }
    }

    private Track? TrackOf(Finding finding)
    {
        var label = Track.LabelOf(finding);
        return Main.Label == label ? Main : Second?.Label == label ? Second : null;
    }

    private RuleState StateOf(Track track, string rule)
    {
        var at = Array.IndexOf(_ruleIds, rule);
        return at < 0 || at >= track.Rules.Length ? default : track.Rules[at];
    }

    /// <summary>A rule of another version than the one that threw may do better, and begins afresh.</summary>
    private RuleState StateOf(Track track, IRule rule) =>
        StateOf(track, rule.Id) is var state && state.IsFaulted && state.Count != rule.Version ? default : state;

    private void Bind(IReadOnlyList<IRule> rules)
    {
        var ids = rules.Select(r => r.Id).ToArray();
        Main.Rules = [.. rules.Select(rule => StateOf(Main, rule))];
        if (Second is { } second)
        {
            second.Rules = [.. rules.Select(rule => StateOf(second, rule))];
        }

        (_ruleIds, _boundTo) = (ids, rules);
    }
}
