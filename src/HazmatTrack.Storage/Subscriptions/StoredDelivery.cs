using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Subscriptions;

/// <summary>An event that is to be taken in.</summary>
/// <param name="Sequence">The number of the event.</param>
/// <param name="Event">Its id: the alert and its revision.</param>
/// <param name="IsGone">Whether it says no more than that the alert has left the subscription's sight.</param>
public readonly record struct NewDelivery(long Sequence, string Event, VehicleId Vehicle, bool IsGone);

/// <summary>An event on its way to a subscription, or set aside.</summary>
public sealed record StoredDelivery
{
    public required long Sequence { get; init; }

    /// <summary>The id of the event: the alert and its revision.</summary>
    public required string Event { get; init; }

    public required VehicleId Vehicle { get; init; }

    /// <summary>Whether it says no more than that the alert has left the subscription's sight.</summary>
    public bool IsGone { get; init; }

    /// <summary>How often it was tried since it was taken in or replayed.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was taken in, or replayed.</summary>
    public Instant TakenAt { get; init; }

    /// <summary>When it is due.</summary>
    public Instant NextAt { get; init; }

    /// <summary>The last attempt; null for none.</summary>
    public Instant? TriedAt { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    public string? Excerpt { get; init; }

    /// <summary>The mail that it is in; null for none.</summary>
    public string? Batch { get; init; }
}

/// <summary>What is stored of a failed attempt.</summary>
/// <param name="NextAt">When it is tried again; null where it is set aside.</param>
public readonly record struct FailedDelivery(long Sequence, int Attempts, Instant TriedAt, Instant? NextAt, int? Status, string? Error, string? Excerpt);
