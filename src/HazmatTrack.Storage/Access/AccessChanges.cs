using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Access;

/// <summary>What has changed up to a revision. A vehicle has changed when it became an operator's, or is so no more.</summary>
/// <param name="Revision">The revision up to which the changes go; the one asked from where there are none.</param>
/// <param name="Operators">Unified social credit codes.</param>
/// <param name="Keys">Ids of keys.</param>
public sealed record AccessChanges(
    long Revision,
    IReadOnlyList<string> Operators,
    IReadOnlyList<VehicleId> Vehicles,
    IReadOnlyList<string> Keys,
    IReadOnlyList<SecretHash> Sessions);
