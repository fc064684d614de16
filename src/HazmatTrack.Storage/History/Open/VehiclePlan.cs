using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Open;

/// <summary>What an append will do to one vehicle once it is stored. Nothing of it touches the vehicle before.</summary>
internal struct VehiclePlan
{
    /// <summary>Whether the append under way touches the vehicle.</summary>
    public bool Active;

    /// <summary>Whether all open points must be sealed.</summary>
    public bool SealAll;

    /// <summary>New points that all follow the open ones.</summary>
    public ReadOnlyMemory<PositionReport> Arrived;

    /// <summary>All open points, those to be sealed first; in place of <see cref="Arrived"/> where more than appending is done.</summary>
    public PositionReport[]? Merged;

    /// <summary>How many of <see cref="Merged"/> are sealed.</summary>
    public int Seal;

    /// <summary>The points to journal, where they are not <see cref="Arrived"/>.</summary>
    public ReadOnlyMemory<PositionReport> Journal;

    /// <summary>Points at or before the sealed end, in order.</summary>
    public PositionReport[]? Late;

    /// <summary>The earliest point that is new or replaced another.</summary>
    public Instant? Earliest;

    /// <summary>The vehicle's newest chunk afterwards; null where it stays.</summary>
    public (Instant SealedTo, Instant Start, int Points)? Chunks;

    public Instant? CheckpointBound;

    public (Instant At, ReadOnlyMemory<byte> State)? Checkpoint;

    public PendingRejudge? Note;

    public long OldestJournal;
}
