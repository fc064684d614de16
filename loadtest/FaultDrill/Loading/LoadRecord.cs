using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>One record of topic <c>positions</c>, and where the brokers put it.</summary>
internal sealed class LoadRecord
{
    public byte[]? Key { get; init; }

    public byte[]? Value { get; init; }

    public VehicleId Vehicle { get; init; }

    /// <summary>What it says; null where it is no position of a vehicle and must become a dead letter.</summary>
    public PositionReport? Report { get; init; }

    /// <summary>The partition that a careless sender chooses for it; null where the key decides.</summary>
    public int? SentTo { get; init; }

    /// <summary>Whether it is posted to the gateway, and not produced to the topic.</summary>
    public bool IsPosted { get; init; }

    /// <summary>Partition and offset, once the brokers have acknowledged it; an offset below zero where they did not say it.</summary>
    public (int Partition, long Offset)? Place { get; set; }
}
