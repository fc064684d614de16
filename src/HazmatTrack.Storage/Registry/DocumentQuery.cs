using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <summary>The filter of a list of documents of a kind, in order of number.</summary>
public sealed record DocumentQuery
{
    /// <summary>Only those of this vehicle.</summary>
    public VehicleId? Vehicle { get; init; }

    /// <summary>Only those of this person or operator.</summary>
    public DocumentSubject? Subject { get; init; }

    /// <summary>Only those in force at this event time.</summary>
    public Instant? ValidAt { get; init; }

    /// <summary>As the registry knew them at this time; null for its present knowledge.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Only those with a number after this one.</summary>
    public string? After { get; init; }

    public int Limit { get; init; } = 100;
}
