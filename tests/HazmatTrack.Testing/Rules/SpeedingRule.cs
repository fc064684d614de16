using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Testing.Rules;

/// <summary>
/// A rule with several episodes open at once: faster than each of two limits, from the second fix in a row on. Episode: phase 1 seen once, 2 said; the
/// mark is the greatest speed, 0.1 km/h.
/// </summary>
public sealed class SpeedingRule : IRule
{
    private static readonly (string Key, int DeciKmh)[] s_limits = [("45", 450), ("60", 600)];

    public string Id => "sample-speeding";

    public int Version { get; init; } = 1;

    public Instant? EffectiveFrom { get; init; }

    public byte StateVersion { get; init; } = 1;

    /// <summary>Throws at this instant.</summary>
    public Instant? Throws { get; set; }

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        if (step.Current.Time < EffectiveFrom)
        {
            return;
        }

        var speed = step.Current.Report.SpeedDeciKmh ?? 0;
        foreach (var (key, limit) in s_limits)
        {
            var open = episodes.Find(key);
            if (speed <= limit)
            {
                if (open is { Phase: 2 } ended)
                {
                    findings.Put(Content(ended, step.Current.Time));
                }

                episodes.Close(key);
            }
            else
            {
                var now = open ?? new Episode(key, step.Current.Time, 0) { Place = step.Current.Report.Position, Province = step.Province };
                now = now with { Phase = (byte)Math.Min(now.Phase + 1, 2), Mark = Math.Max(now.Mark, speed), Count = now.Count + 1 };
                episodes.Set(now);
                if (now.Count == 2)
                {
                    findings.Put(Content(now, null));
                }
            }
        }

        if (step.Current.Time == Throws)
        {
            throw new InvalidOperationException("The rule has a defect.");
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
        Severity = Severity.Yellow,
        Province = episode.Province,
        Measured = end is null ? null : string.Create(CultureInfo.InvariantCulture, $"{episode.Mark / 10.0:0.0} km/h"),
        Reason = "sample-speeding",
    };
}
