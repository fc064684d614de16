using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The documents that vehicles are evaluated with, as of one revision of the registry or later; shared by all grains of a silo.</summary>
public interface IDocumentSource
{
    /// <summary>Another object whenever any document may have changed: until then earlier results stay valid.</summary>
    object SnapshotToken { get; }

    /// <summary>The revision up to which all filings are included, of everything that is held.</summary>
    long Revision { get; }

    /// <summary>The documents that are bound to no vehicle.</summary>
    SharedDocuments Shared { get; }

    /// <summary>
    /// The documents bound to a vehicle, <see cref="DocumentSets.Empty"/> where nothing is filed; null where the vehicle's documents are not held here, or
    /// not from so early on, which is not the same as none: call <see cref="HoldAsync"/> first.
    /// </summary>
    /// <param name="since">Events from this instant on are evaluated with them.</param>
    DocumentSets? OwnOf(VehicleId vehicle, Instant since);

    /// <summary>
    /// Reads the documents of vehicles that are not held yet, or not from so early on, and follows them from then on. They may be released again once the
    /// vehicle is no longer active here.
    /// </summary>
    /// <param name="vehicles">The vehicles; one query to the registry for all of them.</param>
    /// <param name="since">Events from this instant on are evaluated with them; null for all events.</param>
    Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Sets the instant from which on a vehicle's documents are still needed: those that ended before may be released with the next change.</summary>
    void Needs(VehicleId vehicle, Instant since)
    {
    }
}

/// <summary>Extensions of a source.</summary>
public static class DocumentSources
{
    /// <summary>All documents that a vehicle is evaluated with.</summary>
    /// <exception cref="InvalidOperationException">The vehicle's documents are not held.</exception>
    public static VehicleDocuments For(this IDocumentSource source, VehicleId vehicle) => new(
        source.OwnOf(vehicle, Instant.From(DateTimeOffset.MaxValue)) ?? throw new InvalidOperationException($"The documents of {vehicle} have not been read: nothing can be judged by them."),
        source.Shared);
}
