using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The documents that vehicles are judged by, as the registry stood at one revision; shared by all grains of a silo.</summary>
public interface IDocumentSource
{
    /// <summary>Another object whenever any document may have changed: until then what was asked for need not be asked for again.</summary>
    object Edition { get; }

    /// <summary>The newest filing that is among them.</summary>
    long Revision { get; }

    /// <summary>What is bound to no vehicle.</summary>
    SharedDocuments Shared { get; }

    /// <summary>What is bound to a vehicle; <see cref="DocumentSets.Empty"/> where nothing is filed.</summary>
    DocumentSets OwnOf(VehicleId vehicle);
}

/// <summary>What follows from a source.</summary>
public static class DocumentSources
{
    /// <summary>All that a vehicle is judged by.</summary>
    public static VehicleDocuments For(this IDocumentSource source, VehicleId vehicle) => new(source.OwnOf(vehicle), source.Shared);
}
