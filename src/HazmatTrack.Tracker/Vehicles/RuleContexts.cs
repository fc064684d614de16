using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>The inputs for evaluating all vehicles of a silo: borders and rules, which are constant, and the current documents of the registry.</summary>
internal sealed class RuleContexts(ProvinceMap map, RuleSet rules, IDocumentSource documents)
{
    /// <summary>One context for all vehicles without documents of their own.</summary>
    private RuleContext _bare = new(map, rules, VehicleDocuments.None);

    public ProvinceMap Map => map;

    public RuleSet Rules => rules;

    /// <inheritdoc cref="IDocumentSource.SnapshotToken"/>
    public object Edition => documents.SnapshotToken;

    /// <inheritdoc cref="IDocumentSource.Revision"/>
    public long Revision => documents.Revision;

    /// <inheritdoc cref="IDocumentSource.HoldAsync"/>
    public Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) =>
        documents.HoldAsync(vehicles, since, cancellation);

    /// <inheritdoc cref="IDocumentSource.Needs"/>
    public void Needs(VehicleId vehicle, Instant since) => documents.Needs(vehicle, since);

    /// <summary>The vehicle's context with its documents for everything from an instant on; reads them where they are not held.</summary>
    public async ValueTask<RuleContext> ForAsync(VehicleId vehicle, Instant? since, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryFor(vehicle, null, since ?? new(long.MinValue)) is { } context)
            {
                return context;
            }

            await documents.HoldAsync([vehicle], since, cancellation);
        }
    }

    /// <summary>
    /// The vehicle's context, the one given where its documents are still the same; null where its documents are not held, or not back to the instant.
    /// </summary>
    /// <param name="known">The context of its last evaluation.</param>
    /// <param name="since">The context is used for events from this instant on.</param>
    public RuleContext? TryFor(VehicleId vehicle, RuleContext? known, Instant since)
    {
        var shared = documents.Shared;
        return documents.OwnOf(vehicle, since) is not { } own ? null
            : known is not null && ReferenceEquals(known.Documents.Own, own) && ReferenceEquals(known.Documents.Shared, shared) ? known
            : own.IsEmpty ? Bare(shared)
            : new(map, rules, new(own, shared));
    }

    private RuleContext Bare(SharedDocuments shared)
    {
        var bare = Volatile.Read(ref _bare);
        if (!ReferenceEquals(bare.Documents.Shared, shared))
        {
            Volatile.Write(ref _bare, bare = new(map, rules, new(DocumentSets.Empty, shared)));
        }

        return bare;
    }
}
