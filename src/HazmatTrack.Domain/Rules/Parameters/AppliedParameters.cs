using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Parameters;

/// <summary>
/// The version of a rule's parameters that a finding was evaluated with: the values themselves, so that they can be read for as long as the alert is kept,
/// whichever are set by then.
/// </summary>
/// <param name="Version">
/// Eight hexadecimal digits that follow from the rule and the values alone: the same limits have the same version, in every silo and whenever they are in
/// force.
/// </param>
/// <param name="From">From when on they are in force, in event time; null for always.</param>
/// <param name="Province">The province that they are set for; not known for everywhere.</param>
/// <param name="Values">
/// Every parameter of the rule by its name, in the unit of its <see cref="RuleParameter"/>, those that are not set with their default.
/// </param>
public sealed record AppliedParameters(string Version, Instant? From, ProvinceCode Province, IReadOnlyDictionary<string, double> Values)
{
    public bool Equals(AppliedParameters? other) => other is not null && Version == other.Version && From == other.From && Province == other.Province
        && Values.Count == other.Values.Count && Values.All(v => other.Values.TryGetValue(v.Key, out var value) && value.Equals(v.Value));

    public override int GetHashCode() => HashCode.Combine(Version, From, Province);
}
