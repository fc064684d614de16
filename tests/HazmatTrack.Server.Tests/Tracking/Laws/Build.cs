using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Testing.Rules;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>The programs that take vehicles over from each other: with a rule more, with one less, with one whose state has another version.</summary>
internal static class Build
{
    public const int Count = 3;

    /// <summary>Every rule that one of them has.</summary>
    public static readonly IReadOnlyList<string> AllRules = ["crossing", "permit", "off-route", "sample-speeding", SilenceRule.RuleId, "sample-alarm"];

    /// <param name="build">Which program.</param>
    /// <param name="alarmFrom">From when on the rule of alarms is in force.</param>
    /// <param name="silence">The versions of the parameters of the rule with timers.</param>
    public static RuleSet RulesOf(int build, Instant? alarmFrom, IEnumerable<ParameterVersion> silence)
    {
        var parameters = new RuleParameters(SampleRules.Silence, silence);
        var silent = SampleRules.Silence.Create!(parameters);
        RuleSet rules = build switch
        {
            // The one before: without timers, and with an older state of one rule.
            0 => [.. RuleList.All, new SpeedingRule()],
            1 => [.. RuleList.All, new SpeedingRule { Version = 2, StateVersion = 2 }, silent, new AlarmRule { EffectiveFrom = alarmFrom }],
            _ => [.. RuleList.All.Where(r => r.Id != "permit"), silent],
        };
        return rules.With([.. RuleList.All.Parameters, .. build == 0 ? (ParameterRecord[])[] : [parameters.Record]]);
    }
}
