using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Testing.Documents.Operators;

/// <summary>Driving while the operator is suspended: from the first fix to the first that is not.</summary>
public sealed class SuspensionRule : IRule
{
    private const string Key = "suspended";

    public static readonly RuleDefinition Definition = new()
    {
        Id = "sample-suspended",
        Texts = new()
        {
            Name = new("停业期间上路（示例）", "Driving while suspended (sample)"),
            Description = new("所属企业停业期间车辆上路。", "A vehicle drives while its operator is suspended."),
            Reasons = [new("sample-suspended", "停业期间上路", "Driving while suspended")],
        },
        Create = _ => new SuspensionRule(),
    };

    public string Id => "sample-suspended";

    public int Version => 1;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        step.Documents.EnsureReadable(Suspension.Definition);
        var now = step.Current.Time;
        var suspended = step.Documents.OfNamed(Suspension.Definition, now).Any(s => s.IsValidAt(now));
        var open = episodes.Find(Key);
        if (suspended && open is null)
        {
            var begun = new Episode(Key, now, 1) { Place = step.Current.Report.Position, Province = step.Province };
            episodes.Set(begun);
            findings.Put(Content(begun, null));
        }
        else if (!suspended && open is { } ended)
        {
            findings.Put(Content(ended, now));
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
        Reason = "sample-suspended",
    };
}
