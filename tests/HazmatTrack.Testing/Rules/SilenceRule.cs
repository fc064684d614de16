using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Testing.Rules;

/// <summary>
/// A rule with timers: a truck that drives, and of which no report comes any more, or no position. Two episodes may be open at once. Episode: since the
/// newest report, or the newest with a position, of a truck that drives; phase 1 waiting, 2 found, 3 found to last three times as long.
/// </summary>
public sealed class SilenceRule(RuleParameters<SilenceRule.Settings> parameters) : IRule
{
    public const string RuleId = "sample-silence";

    private const string NoReport = "report";
    private const string NoFix = "fix";

    public string Id => RuleId;

    public int Version => 1;

    public RuleInputs Inputs => RuleInputs.Reports | RuleInputs.Time;

    public Instant? EffectiveFrom { get; init; }

    /// <summary>Throws at this deadline.</summary>
    public Instant? Throws { get; set; }

    public void Observe(in RuleEpisodes episodes, in Observation report, FindingSet findings)
    {
        var now = report.Report.Time;
        if (now < EffectiveFrom)
        {
            return;
        }

        var at = report.Report.Report;
        var drives = at.IsPosition ? at.SpeedDeciKmh >= parameters.At(now, report.Province).Driving : episodes.Count > 0;
        End(episodes, NoReport, now, findings);
        if (at.IsPosition || !drives)
        {
            End(episodes, NoFix, now, findings);
        }

        if (drives)
        {
            var place = at.IsPosition ? at.Position : report.LastFix?.Report.Position ?? default;
            episodes.Set(new(NoReport, now, 1) { Place = place, Province = report.Province });
            if (at.IsPosition)
            {
                episodes.Set(new(NoFix, now, 1) { Place = place, Province = report.Province });
            }
        }
    }

    public Instant? DeadlineOf(in Episode episode)
    {
        var settings = parameters.At(episode.Since, episode.Province);
        var patience = episode.Key == NoReport ? settings.Report : settings.Fix;
        return episode.Phase switch
        {
            1 => episode.Since + patience,
            2 when episode.Key == NoReport => episode.Since + (3 * patience),
            _ => null,
        };
    }

    public void Tick(in RuleEpisodes episodes, in Episode due, Instant deadline, FindingSet findings)
    {
        if (deadline == Throws)
        {
            throw new InvalidOperationException("The rule has a defect.");
        }

        var found = due with { Phase = (byte)(due.Phase + 1) };
        episodes.Set(found);
        findings.Put(Content(found, null));
    }

    private void End(in RuleEpisodes episodes, string key, Instant now, FindingSet findings)
    {
        if (episodes.Find(key) is { Phase: > 1 } found)
        {
            findings.Put(Content(found, now));
        }

        episodes.Close(key);
    }

    private Finding Content(in Episode episode, Instant? end) => new()
    {
        Rule = Id,
        RuleVersion = Version,
        Parameters = parameters.InForceAt(episode.Since, episode.Province).Applied,
        Key = episode.Key,
        Onset = episode.Since,
        End = end,
        Position = episode.Place,
        Severity = episode.Phase > 2 ? Severity.Red : Severity.Orange,
        Province = episode.Province,
        Reason = episode.Key == NoReport ? "sample-no-report" : "sample-no-fix",
    };

    /// <summary>What may be set.</summary>
    /// <param name="Report">No report for so long.</param>
    /// <param name="Fix">No position for so long.</param>
    /// <param name="Driving">From so fast on a truck drives, 0.1 km/h.</param>
    public sealed record Settings(TimeSpan Report, TimeSpan Fix, double Driving);
}
