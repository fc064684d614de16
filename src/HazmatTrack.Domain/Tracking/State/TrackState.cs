using System.Runtime.InteropServices;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.TwoVehicles;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// The state of a vehicle after its reports up to some time: its track, and a second one while another vehicle reports under the same
/// plate. Folding the same points over it in order of time always gives the same state and the same findings.
/// </summary>
internal sealed partial class TrackState
{
    [ThreadStatic]
    private static List<Crossing>? s_crossings;

    [ThreadStatic]
    private static DriftVerdict? s_verdict;

    [ThreadStatic]
    private static FindingSet? s_marked;

    private static readonly TimeSpan s_shownFor = TimeSpan.FromMinutes(5);

    /// <summary>The vehicle's track; of two the one that was there first.</summary>
    public Track Main { get; private set; } = new();

    /// <summary>The track whose place is shown as the vehicle's: the main one, unless that fell silent and the second goes on.</summary>
    public Track Shown => Second is { } second && second.Drift.Last is { } newest && Main.Drift.Last is { } last && newest.Time - last.Time > s_shownFor
        ? second
        : Main;

    /// <summary>The number of reports folded in, including those without a position.</summary>
    public long Reports { get; set; }

    /// <summary>The time of the last of them; null before the first.</summary>
    public Instant? Reached { get; set; }

    /// <summary>How far the values that the terminal sends agree with each other.</summary>
    public TrackQuality Quality
    {
        get
        {
            var (reported, ratio) = Main.Drift.Last is { } last ? Main.Drift.Trust.Judge(last.Report) : default;
            return new(reported, ratio, Second?.Drift.Last?.Report);
        }
    }

    /// <summary>Folds one report in; the findings of the rules are added to <paramref name="findings"/>.</summary>
    public void Fold(in TrackPoint point, RuleContext context, FindingSet findings)
    {
        Bind(context.Rules);
        if (_running.OfTime.IsEmpty)
        {
            FoldReport(point, context, findings);
            return;
        }

        // A fix that was held until now may have opened an episode whose deadline has passed as well.
        Pass(point.Time, findings);
        FoldReport(point, context, findings);
        Pass(point.Time, findings);
    }

    /// <summary>Counts a report that is not evaluated: time has still passed up to it.</summary>
    public void Skip(Instant time, FindingSet findings)
    {
        Pass(time, findings);
        Reports++;
        Reached = time;
    }

    private void FoldReport(in TrackPoint point, RuleContext context, FindingSet findings)
    {
        if (!_running.OfReports.IsEmpty)
        {
            Observe(point, context, findings);
        }

        Reports++;
        Reached = point.Time;
        if (!point.Report.IsPosition)
        {
            return;
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

    public void CopyFrom(TrackState other)
    {
        Main.CopyFrom(other.Main);
        CopyTwoFrom(other);
        Episodes.CopyFrom(other.Episodes);
        (Reports, Reached) = (other.Reports, other.Reached);
        (_boundTo, _running, _records) = (other._boundTo, other._running, other._records);
    }

    /// <summary>Whether there is one track with no leg, excursion or held fix, and no episode.</summary>
    public bool HasNothingOpen => Second is null && Together == 0 && Sole == 0 && Episodes.IsEmpty && Main.Episodes.IsEmpty
        && Main.Drift.Held == 0 && !Main.Crossing.Leg.IsOpen && !Main.Crossing.Excursion.IsOpen;

    /// <summary>What a state with nothing open has besides its track and its strays.</summary>
    public Kept Keep() => new(Reports, Reached, _boundTo, _running, _records);

    /// <summary>Sets a state with nothing open, except for its track.</summary>
    public void Restore(in Kept kept, Strays? strays)
    {
        (Reports, Reached, _boundTo, _running, _records) = kept;
        Strays.Copy(strays, ref _strays);
        (Second, Episode, Together, Sole) = (null, null, 0, 0);
        Episodes.Clear();
        Main.Episodes.Clear();
    }

    /// <summary>
    /// Whether a finding of this onset would come from reports folded in from now on, rather than from those before.
    /// </summary>
    public bool IsStillToBeEvaluated(Finding finding)
    {
        if (IsOfReports(finding))
        {
            return finding.Onset >= Episodes.Find(finding.Rule, finding.Key)?.Since || Reached is not { } reached || finding.Onset > reached;
        }

        if (finding.Rule != TwoVehiclesEpisode.RuleId && TrackOf(finding) is { } track)
        {
            return track.IsStillToBeEvaluated(finding);
        }

        // The finding is of a second track that does not exist yet, or of there being two tracks.
        return EpisodeSince() is not { } since || finding.Onset >= since;
    }

    /// <summary>Whether no report from now on can change a finding that was returned.</summary>
    public bool IsOver(Finding finding) => finding.Crossing is not null
        || (finding.Rule == TwoVehiclesEpisode.RuleId ? Episode is not { } episode || episode.Since != finding.Onset
            : IsOfReports(finding) ? Episodes.Find(finding.Rule, finding.Key) is null
            : TrackOf(finding)?.EpisodeOf(finding) is null);

    /// <summary>The earliest onset of findings that reports folded in from now on can return, or end; no later than the time given.</summary>
    public Instant OpenSince(Instant time)
    {
        var since = time;
        foreach (ref readonly var item in Episodes.Items)
        {
            since = Instant.Earlier(since, item.Episode.Since);
        }

        if (Main.OpenSince() is not { } main || EpisodeSince() is not { } episode)
        {
            return since;
        }

        since = Instant.Earlier(since, Instant.Earlier(main, episode));
        return Second?.OpenSince() is { } second ? Instant.Earlier(since, second) : since;
    }

    private DriftVerdict FoldInto(Track track, in TrackPoint point, RuleContext context, FindingSet findings)
    {
        var verdict = s_verdict ??= new();
        track.Drift.Offer(point, context.Crossing, verdict);
        if (verdict.TakenBack is { } drift)
        {
            CrossingMachine.TakeBack(track.Crossing, drift);
        }

        var (connected, jump) = (!verdict.Disconnected, verdict.Jump);
        foreach (ref readonly var fix in verdict.Believed)
        {
            Accept(track, fix, connected, jump, context, findings);
            (connected, jump) = (true, Jump.None);
        }

        return verdict;
    }

    private void Accept(Track track, in TrackPoint fix, bool connected, Jump jump, RuleContext context, FindingSet findings)
    {
        var crossings = s_crossings ??= [];
        crossings.Clear();
        var drift = track.Drift;
        var previous = drift.Last;
        jump = track.Crossing.Excursion.IsOpen ? drift.JumpTo(fix, track.Crossing.Excursion, context.Crossing) : jump;
        CrossingMachine.Step(
            track.Crossing, previous, fix, !connected, jump, drift.Trust.IsTrusted, context.Map, context.Crossing, crossings);
        var step = new RuleStep
        {
            Previous = previous,
            Current = fix,
            Province = track.Crossing.Province,
            Crossings = CollectionsMarshal.AsSpan(crossings),
            Documents = context.Documents,
        };

        var found = track.Label == Track.FirstLabel ? findings : s_marked ??= new();
        if (!ReferenceEquals(found, findings))
        {
            // A rule that threw may have left findings of another vehicle in it.
            found.Clear();
        }

        foreach (var rule in _running.OfFixes)
        {
            if (IsAsked(rule))
            {
                Judge(rule, track.Episodes, step, found);
            }
        }

        if (!ReferenceEquals(found, findings) && found.Findings.Count > 0)
        {
            foreach (var finding in found.Findings)
            {
                findings.Put(Track.Mark(finding));
            }
        }

        var trusted = drift.Trust.IsTrusted;
        drift.Advance(fix, connected, context.Crossing);
        if (track.Crossing.Excursion.BySpeeds && (!drift.Trust.IsUsable || (trusted && !drift.Trust.IsTrusted)))
        {
            // The speeds that showed the jump turn out to be wrong: there was no jump.
            track.Crossing.OpenExcursion.EndWithNext();
        }
    }

    private Track? TrackOf(Finding finding)
    {
        var label = Track.LabelOf(finding);
        return Main.Label == label ? Main : Second?.Label == label ? Second : null;
    }

    /// <summary>Whether it is a finding of a rule that evaluates reports and not fixes.</summary>
    private bool IsOfReports(Finding finding) => _running.Find(finding.Rule) is { } rule && !rule.Inputs.HasFlag(RuleInputs.Fixes);

    /// <summary>What a state with nothing open has besides its track and its strays.</summary>
    internal readonly record struct Kept(long Reports, Instant? Reached, RuleSet? BoundTo, RuleSet Running, RuleRecord[] Records);
}
