using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>Places a grain on the silo whose address is its key.</summary>
[GenerateSerializer, Immutable, Alias("silo-key-placement")]
internal sealed class SiloKeyPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloKeyPlacementAttribute() : PlacementAttribute(new SiloKeyPlacement());

internal sealed class SiloKeyPlacementDirector : IPlacementDirector
{
    /// <exception cref="SiloUnavailableException">That silo is no longer in the cluster.</exception>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var wanted = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(wanted)
            ? Task.FromResult(wanted)
            : throw new SiloUnavailableException($"Silo {wanted} has left the cluster.");
    }
}
