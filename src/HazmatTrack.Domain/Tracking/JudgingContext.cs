using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;

namespace HazmatTrack.Domain.Tracking;

/// <summary>What a vehicle's track is judged with. Immutable; <paramref name="Rules"/> is one list for all vehicles of a process.</summary>
public sealed record JudgingContext(ProvinceMap Map, IReadOnlyList<IRule> Rules, VehicleDocuments Documents, CrossingSettings Crossing)
{
    public JudgingContext(ProvinceMap map, IReadOnlyList<IRule> rules, VehicleDocuments documents)
        : this(map, rules, documents, CrossingSettings.Default)
    {
    }
}
