using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Tracker.Notes;

/// <summary>What vehicles of a partition were evaluated by and this silo does not use: other parameters of a rule, or none of its evaluation.</summary>
/// <param name="Differences">The instants from which this silo evaluates differently, by rule and province; empty where it does not.</param>
internal sealed record SupersededParameters(IReadOnlyList<JudgedBy> Records, IReadOnlyList<ParameterDifference> Differences)
{
    /// <summary>The earliest of the differences; null where the stored findings are those that this silo would find.</summary>
    public Instant? From => Differences.Count == 0 ? null : Differences.Select(d => d.From).Aggregate(Instant.Earlier);

    /// <summary>
    /// Compares the recorded parameters of a partition with the rules of this silo. Records of rules that this silo does not have are left out: they stay.
    /// </summary>
    public static SupersededParameters Of(IReadOnlyList<JudgedBy> judgedBy, RuleSet rules)
    {
        var records = judgedBy.Where(j => rules.Parameters.Any(p => p.Rule == j.Rule && p.Version != j.Version)).ToList();
        return new(
            records,
            [
                .. records.SelectMany(j => j.WithoutSince is { } since
                    ? [new(j.Rule, default, Instant.Later(since, rules.Find(j.Rule)?.EffectiveFrom ?? since))]
                    : ParameterRecordText.TryRead(j.Rule, j.Text) is { } record ? rules.DifferencesTo(record)

                    // The earlier value is not known any more.
                    : [new ParameterDifference(j.Rule, default, new(long.MinValue))]),
            ]);
    }
}
