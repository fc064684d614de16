using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Testing.Documents.Zones;

/// <summary>In a zone: from the first fix in it while it is in force to the first that is not. Episode: one for each zone, by its number.</summary>
public sealed class ZoneRule : IRule
{
    public static readonly RuleDefinition Definition = new()
    {
        Id = "sample-zone",
        Texts = new()
        {
            Name = new("进入禁行区（示例）", "In a no-go zone (sample)"),
            Description = new("车辆位于有效的禁行区内。", "A vehicle is in a zone while the zone is in force."),
            Reasons = [new("sample-zone", "进入禁行区", "In a no-go zone")],
        },
        Create = _ => new ZoneRule(),
    };

    public string Id => "sample-zone";

    public int Version => 1;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        step.Documents.EnsureReadable(ZoneKind.Definition);
        var zones = step.Documents.At(ZoneKind.Definition, step.Current.Report.Position);
        var now = step.Current.Time;
        foreach (var zone in zones)
        {
            if (zone.IsValidAt(now) && episodes.Find(zone.Number) is null)
            {
                var begun = new Episode(zone.Number, now, 1) { Place = step.Current.Report.Position, Province = step.Province };
                episodes.Set(begun);
                findings.Put(Content(begun, null));
            }
        }

        foreach (var open in episodes.All())
        {
            if (!zones.Any(z => z.Number == open.Key && z.IsValidAt(now)))
            {
                findings.Put(Content(open, now));
                episodes.Close(open.Key);
            }
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
        Severity = Severity.Orange,
        Province = episode.Province,
        Reason = "sample-zone",
        Documents = [episode.Key],
    };
}
