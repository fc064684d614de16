using System.Collections.Immutable;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The documents of one vehicle, of all times; immutable.</summary>
public sealed record VehicleDocuments(ImmutableArray<Permit> Permits, ImmutableArray<Route> Routes)
{
    public static readonly VehicleDocuments None = new([], []);
}

/// <summary>The documents of all vehicles as the registry stood at one revision; immutable, shared by all grains of a silo.</summary>
public interface IDocumentSource
{
    /// <summary>Another object whenever any document may have changed: until then what was asked for need not be asked for again.</summary>
    object Edition { get; }

    /// <summary>The newest filing that is among them.</summary>
    long Revision { get; }

    /// <summary>The documents of a vehicle; <see cref="VehicleDocuments.None"/> when nothing is filed.</summary>
    VehicleDocuments For(VehicleId vehicle);
}
