using System.Globalization;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Crossings;

/// <summary>
/// Reports every change of province that concerns the Delta as a notice; a dark one is orange (docs/domain/crossings.md#severity). Crossings between
/// two provinces outside are tracked and not reported. Keeps no state.
/// </summary>
public sealed class CrossingRule : IRule
{
    public const string RuleId = "crossing";

    public string Id => RuleId;

    public int Version => 1;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        foreach (var crossing in step.Crossings)
        {
            if (crossing.Kind != CrossingKind.OutsideDelta)
            {
                findings.Put(Notice(crossing));
            }
        }
    }

    private Finding Notice(Crossing crossing) => new()
    {
        Rule = Id,
        RuleVersion = Version,
        Key = string.Create(CultureInfo.InvariantCulture, $"{crossing.From}>{crossing.To}"),
        Onset = crossing.Time,
        End = crossing.Exit?.Time,
        Position = crossing.Place,
        Severity = crossing.Dark ? Severity.Orange : Severity.Notice,
        Province = crossing.To,
        Crossing = crossing,
        Reason = crossing.Dark ? "crossing-dark" : Reason(crossing.Kind),
        Evidence = [crossing.Before, crossing.After, crossing.ConfirmedBy],
    };

    private static string Reason(CrossingKind kind) => kind switch
    {
        CrossingKind.BetweenProvinces => "crossing-between",
        CrossingKind.EnteringDelta => "crossing-entering-delta",
        CrossingKind.LeavingDelta => "crossing-leaving-delta",
        CrossingKind.Transit => "crossing-transit",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not reported."),
    };
}
