using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>Takes vehicles that are not judged back to those that are. Key: the silo's address; lives there and nowhere else.</summary>
[Alias("recovery")]
public interface IRecoveryGrain : IGrainWithStringKey
{
    /// <summary>Has a vehicle judged again whose partition this silo owns; false where it does not.</summary>
    /// <param name="vehicle">Which one.</param>
    /// <param name="from">From when on at the latest; null from its newest checkpoint.</param>
    /// <param name="acceptsLoss">Whether what cannot be read of its history is given up.</param>
    [Alias("judge-again")]
    ValueTask<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss);
}
