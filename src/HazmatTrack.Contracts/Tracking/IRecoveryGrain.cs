using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>Returns quarantined vehicles to judging. Key: the silo's address; it is activated only there.</summary>
[Alias("recovery")]
public interface IRecoveryGrain : IGrainWithStringKey
{
    /// <summary>Has a vehicle judged again whose partition this silo owns; returns false where it does not own it.</summary>
    /// <param name="from">The latest instant to judge from; null to judge from its newest checkpoint.</param>
    /// <param name="acceptsLoss">Whether the unreadable part of its history is given up.</param>
    [Alias("judge-again")]
    ValueTask<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss);
}
