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
    /// <summary>The documents of a vehicle; <see cref="VehicleDocuments.None"/> when nothing is filed.</summary>
    VehicleDocuments For(VehicleId vehicle);
}
