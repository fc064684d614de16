using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tracking;

/// <summary>What all vehicles of a silo are judged with: borders and rules, which stay, and documents, as the registry stands.</summary>
internal sealed class JudgingBook(ProvinceMap map, RuleSet rules, IDocumentSource documents)
{
    /// <summary>One for all vehicles without documents.</summary>
    private readonly JudgingContext _bare = new(map, rules, VehicleDocuments.None);

    public ProvinceMap Map => map;

    public RuleSet Rules => rules;

    /// <inheritdoc cref="IDocumentSource.Edition"/>
    public object Edition => documents.Edition;

    /// <summary>The vehicle's context, the one given where its documents are still the same.</summary>
    public JudgingContext For(VehicleId vehicle, JudgingContext? known)
    {
        var current = documents.For(vehicle);
        return known is not null && ReferenceEquals(known.Documents, current) ? known
            : ReferenceEquals(current, VehicleDocuments.None) ? _bare
            : new(map, rules, current);
    }
}
