using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The effect of an append on one vehicle. The vehicle is unchanged until the write is stored.</summary>
internal struct VehiclePlan
{
    /// <summary>Whether all open points must be sealed.</summary>
    public bool SealAll;

    /// <summary>New points that all follow the open ones.</summary>
    public ReadOnlyMemory<PositionReport> Arrived;

    /// <summary>All open points, those to be sealed first; replaces <see cref="Arrived"/> where the points are not only appended.</summary>
    public PositionReport[]? Merged;

    /// <summary>Whether the late open points are among <see cref="Merged"/>, and so are late no longer.</summary>
    public bool TakesLate;

    /// <summary>How many of <see cref="Merged"/> are sealed.</summary>
    public int Seal;

    /// <summary>Whether the sealed points continue the newest chunk.</summary>
    public bool Continues;

    /// <summary>The points to journal, where they are not <see cref="Arrived"/>.</summary>
    public ReadOnlyMemory<PositionReport> Journal;

    /// <summary>Points that arrive late, in order.</summary>
    public PositionReport[]? Late;

    /// <summary>The stretches around them that must be read so that duplicates are recognised; null where they are known.</summary>
    public List<(Instant From, Instant To)>? Unknown;

    /// <summary>Those of them that are new or change a stored point.</summary>
    public PositionReport[]? LateChanged;

    /// <summary>Whether the late points at or before the sealed end are merged into chunks.</summary>
    public bool MergeLate;

    /// <summary>Those of <see cref="LateChanged"/> that stay late, at or before the sealed end afterwards.</summary>
    public ReadOnlyMemory<PositionReport> LateSealed;

    /// <summary>Those of them that are after it.</summary>
    public ReadOnlyMemory<PositionReport> LateOpen;

    public long OldestLate;

    /// <summary>The earliest point that is new or replaced another.</summary>
    public Instant? Earliest;

    /// <summary>The vehicle's newest chunk afterwards; null where it does not change.</summary>
    public (Instant SealedTo, Instant Start, int Points)? Chunks;

    public Instant? CheckpointBound;

    public (Instant At, ReadOnlyMemory<byte> State)? Checkpoint;

    public PendingRejudge? Note;

    public long OldestJournal;
}
