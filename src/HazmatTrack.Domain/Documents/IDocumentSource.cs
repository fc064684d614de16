using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The documents that vehicles are judged by, as the registry stood at one revision or later; shared by all grains of a silo.</summary>
public interface IDocumentSource
{
    /// <summary>Another object whenever any document may have changed: until then what was asked for need not be asked for again.</summary>
    object SnapshotToken { get; }

    /// <summary>Every filing up to here is among them, of all that is held.</summary>
    long Revision { get; }

    /// <summary>What is bound to no vehicle.</summary>
    SharedDocuments Shared { get; }

    /// <summary>
    /// What is bound to a vehicle, <see cref="DocumentSets.Empty"/> where nothing is filed; null where the vehicle's documents are not held here, or not
    /// from so early on: that is not the same as none. <see cref="HoldAsync"/> first.
    /// </summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="since">Events from this instant on are judged by them.</param>
    DocumentSets? OwnOf(VehicleId vehicle, Instant since);

    /// <summary>
    /// Reads the documents of vehicles that are not held yet, or not from so early on, and follows them from then on. They may be let go again once the
    /// vehicle is no longer awake here.
    /// </summary>
    /// <param name="vehicles">The vehicles; one question to the registry for all of them.</param>
    /// <param name="since">Events from this instant on are judged by them; null for all events.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Says from when on a vehicle's documents are still looked at: what ended before may be let go with the next change.</summary>
    void Needs(VehicleId vehicle, Instant since)
    {
    }
}

/// <summary>What follows from a source.</summary>
public static class DocumentSources
{
    /// <summary>All that a vehicle is judged by.</summary>
    /// <exception cref="InvalidOperationException">The vehicle's documents are not held.</exception>
    public static VehicleDocuments For(this IDocumentSource source, VehicleId vehicle) => new(
        source.OwnOf(vehicle, Instant.From(DateTimeOffset.MaxValue)) ?? throw new InvalidOperationException($"The documents of {vehicle} have not been read: nothing can be judged by them."),
        source.Shared);
}
