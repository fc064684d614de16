using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// The map, rules and documents that a vehicle's track is evaluated with. Immutable; <paramref name="Rules"/> is one list for all vehicles of a process.
/// </summary>
public sealed record RuleContext(ProvinceMap Map, RuleSet Rules, VehicleDocuments Documents, CrossingSettings Crossing)
{
    public RuleContext(ProvinceMap map, RuleSet rules, VehicleDocuments documents)
        : this(map, rules, documents, CrossingSettings.Default)
    {
    }
}
