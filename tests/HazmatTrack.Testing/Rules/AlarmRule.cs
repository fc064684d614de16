using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Testing.Rules;

/// <summary>A rule that judges reports and not fixes: alarm bit 0, from the first report that has it to the first that has not.</summary>
public sealed class AlarmRule : IRule
{
    private const string Key = "alarm";

    public string Id => "sample-alarm";

    public int Version => 1;

    public RuleInputs Inputs => RuleInputs.Reports;

    public Instant? EffectiveFrom { get; init; }

    public void Observe(in RuleEpisodes episodes, in Observation report, FindingSet findings)
    {
        if (report.Report.Time < EffectiveFrom)
        {
            return;
        }

        var pressed = (report.Report.Report.Alarms & 1) != 0;
        var open = episodes.Find(Key);
        if (pressed && open is null)
        {
            var begun = new Episode(Key, report.Report.Time, 1) { Place = report.LastFix?.Report.Position ?? default, Province = report.Province };
            episodes.Set(begun);
            findings.Put(Content(begun, null));
        }
        else if (!pressed && open is { } ended)
        {
            findings.Put(Content(ended, report.Report.Time));
            episodes.Close(Key);
        }
    }

    private Finding Content(in Episode episode, Instant? end) => new()
    {
        Rule = Id,
        RuleVersion = Version,
        Key = episode.Key,
        Onset = episode.Since,
        End = end,
        Position = episode.Place,
        Severity = Severity.Red,
        Province = episode.Province,
        Reason = "sample-alarm",
    };
}
