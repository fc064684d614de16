using System.Globalization;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Speeds;

/// <summary>
/// The rule that only the next build has: faster than each of two limits, from the second fix in a row on, unless a document exempts the vehicle. Episode: one
/// for each limit, counting its fixes; the mark is the greatest speed, 0.1 km/h.
/// </summary>
internal sealed class SpeedRule : IRule
{
    public const string RuleId = "next-speed";

    private const int ConfirmFixes = 2;

    public static readonly RuleDefinition Definition = new()
    {
        Id = RuleId,
        Texts = new()
        {
            Name = new("超速（示例）", "Speeding (sample)"),
            Description = new("超过限速的定位连续两个以上。", "Two fixes in a row or more above a limit."),
            Reasons = [new(RuleId, "超速", "Faster than allowed")],
            Measured = new("最高车速", "Fastest"),
        },
        Create = _ => new SpeedRule(),
    };

    private static readonly (string Key, int DeciKmh)[] s_limits = [("60", 600), ("80", 800)];

    public string Id => RuleId;

    public int Version => 1;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        step.Documents.EnsureReadable(SpeedExemption.Definition);
        var now = step.Current.Time;
        var speed = IsExempt(step, now) ? 0 : step.Current.Report.SpeedDeciKmh ?? 0;
        foreach (var (key, limit) in s_limits)
        {
            var open = episodes.Find(key);
            if (speed > limit)
            {
                var episode = open ?? new Episode(key, now, 1) { Place = step.Current.Report.Position, Province = step.Province };
                episode = episode with { Mark = Math.Max(episode.Mark, speed), Count = episode.Count + 1 };
                episodes.Set(episode);
                if (episode.Count == ConfirmFixes)
                {
                    findings.Put(Content(episode, null));
                }
            }
            else if (open is { } ended)
            {
                if (ended.Count >= ConfirmFixes)
                {
                    findings.Put(Content(ended, now));
                }

                episodes.Close(key);
            }
        }
    }

    private static bool IsExempt(in RuleStep step, Instant now)
    {
        foreach (var exemption in step.Documents.From(SpeedExemption.Definition))
        {
            if (exemption.IsValidAt(now))
            {
                return true;
            }
        }

        return false;
    }

    private Finding Content(in Episode episode, Instant? end) => new()
    {
        Rule = Id,
        RuleVersion = Version,
        Key = episode.Key,
        Onset = episode.Since,
        End = end,
        Position = episode.Place,
        Severity = Severity.Yellow,
        Province = episode.Province,
        Measured = string.Create(CultureInfo.InvariantCulture, $"{episode.Mark / 10.0:0.0} km/h"),
        Reason = RuleId,
    };
}
