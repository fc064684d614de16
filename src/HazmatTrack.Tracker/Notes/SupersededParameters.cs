using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Tracker.Notes;

/// <summary>The parameters by which vehicles of a partition were judged and which this silo does not judge by.</summary>
/// <param name="Records">As they are recorded.</param>
/// <param name="Differences">From when on this silo judges otherwise, by rule and province; empty where it does nowhere.</param>
internal sealed record SupersededParameters(IReadOnlyList<JudgedBy> Records, IReadOnlyList<ParameterDifference> Differences)
{
    /// <summary>The earliest of the differences; null where vehicles stand as this silo would judge them.</summary>
    public Instant? From => Differences.Count == 0 ? null : Differences.Select(d => d.From).Aggregate(Instant.Earlier);

    /// <summary>Compares what is recorded of a partition with the rules of this silo. Records of rules that it does not have are left out: they stay.</summary>
    public static SupersededParameters Of(IReadOnlyList<JudgedBy> judgedBy, RuleSet rules)
    {
        var records = judgedBy.Where(j => rules.Parameters.Any(p => p.Rule == j.Rule && p.Version != j.Version)).ToList();
        return new(
            records,
            [
                .. records.SelectMany(j => ParameterRecordText.TryRead(j.Rule, j.Text) is { } record
                    ? rules.DifferencesTo(record)

                    // What it was is not known any more.
                    : [new(j.Rule, default, new(long.MinValue))]),
            ]);
    }
}
