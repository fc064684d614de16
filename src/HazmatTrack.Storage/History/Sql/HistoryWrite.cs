using HazmatTrack.Domain;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>Everything one transaction does. It is refused as a whole when one of its owners has been fenced.</summary>
internal sealed class HistoryWrite
{
    public List<OwnerRow> Owners { get; } = [];

    public List<JournalRow> Journal { get; } = [];

    /// <summary>Journal rows below a number that are not needed any more.</summary>
    public List<(int Partition, long Below)> JournalDone { get; } = [];

    public List<ChunkRow> Inserted { get; } = [];

    /// <summary>Chunks whose content changes; a checkpoint is replaced only by another.</summary>
    public List<ChunkRow> Updated { get; } = [];

    public List<VehicleRow> Vehicles { get; } = [];

    public List<NoteRow> Notes { get; } = [];

    /// <summary>Notes worked off.</summary>
    public List<(int Vehicle, long Id)> NotesDone { get; } = [];

    /// <summary>Vehicles whose checkpoints from an instant on are no longer right.</summary>
    public List<(int Vehicle, Instant From)> StaleCheckpoints { get; } = [];

    /// <summary>Checkpoints to keep with the chunk that begins before them.</summary>
    public List<(int Vehicle, Checkpoint Checkpoint)> Checkpoints { get; } = [];

    /// <summary>New placements of partitions.</summary>
    public List<(int Partition, Placement Placement)> Placements { get; } = [];

    /// <summary>
    /// Vehicles that go to another partition, and their notes with them. One that has a number there already stays: readers merge both.
    /// </summary>
    public List<(int Vehicle, int Partition)> Moves { get; } = [];
}

/// <summary>An ownership and how far its history is written.</summary>
/// <param name="JournalId">The greatest number given to a journal row or a note.</param>
/// <param name="Placement">By which number of partitions its vehicles are placed; changed by <see cref="HistoryWrite.Placements"/> alone.</param>
internal readonly record struct OwnerRow(int Partition, long Epoch, long JournalId, long Incarnation, long LastOffset, Placement Placement = default);

/// <summary>One append's open points.</summary>
/// <param name="Written">Wall clock when it was written, Unix milliseconds.</param>
internal sealed record JournalRow(int Partition, long Id, long Written, byte[] Data);

/// <summary>A vehicle of a partition and where its sealed history ends.</summary>
internal readonly record struct VehicleRow(
    int Key, string Name, Instant? SealedTo, Instant ChunkStart, int ChunkPoints, Instant? CheckpointBound);

/// <summary>A note that a vehicle must be judged again.</summary>
internal readonly record struct NoteRow(int Partition, int Vehicle, Instant From, long Id);

/// <summary>A stretch of a vehicle's chunks: those that start after one instant and not after another.</summary>
internal readonly record struct ChunkSpan(int Vehicle, Instant After, Instant To);
