using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tracking;

/// <summary>What all vehicles of a silo are judged with: borders and rules, which stay, and documents, as the registry stands.</summary>
internal sealed class JudgingBook(ProvinceMap map, RuleSet rules, IDocumentSource documents)
{
    /// <summary>One for all vehicles without documents of their own.</summary>
    private JudgingContext _bare = new(map, rules, VehicleDocuments.None);

    public ProvinceMap Map => map;

    public RuleSet Rules => rules;

    /// <inheritdoc cref="IDocumentSource.Edition"/>
    public object Edition => documents.Edition;

    /// <inheritdoc cref="IDocumentSource.Revision"/>
    public long Revision => documents.Revision;

    /// <summary>The vehicle's context, the one given where its documents are still the same.</summary>
    public JudgingContext For(VehicleId vehicle, JudgingContext? known)
    {
        var (own, shared) = (documents.OwnOf(vehicle), documents.Shared);
        return known is not null && ReferenceEquals(known.Documents.Own, own) && ReferenceEquals(known.Documents.Shared, shared) ? known
            : own.IsEmpty ? Bare(shared)
            : new(map, rules, new(own, shared));
    }

    private JudgingContext Bare(SharedDocuments shared)
    {
        var bare = Volatile.Read(ref _bare);
        if (!ReferenceEquals(bare.Documents.Shared, shared))
        {
            Volatile.Write(ref _bare, bare = new(map, rules, new(DocumentSets.Empty, shared)));
        }

        return bare;
    }
}
