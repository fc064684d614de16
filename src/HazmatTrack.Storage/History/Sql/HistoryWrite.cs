using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>Everything one transaction does. It is refused as a whole when one of its owners has been fenced.</summary>
internal sealed class HistoryWrite
{
    public List<OwnerRow> Owners { get; } = [];

    public List<JournalRow> Journal { get; } = [];

    /// <summary>Journal rows below a number that are not needed any more.</summary>
    public List<(int Partition, long Below)> JournalDone { get; } = [];

    /// <summary>Rows that cannot be read: they make room before anything is inserted.</summary>
    public List<DamagedRow> Damaged { get; } = [];

    public List<ChunkRow> Inserted { get; } = [];

    /// <summary>Chunks whose content changes; a checkpoint is replaced only by another.</summary>
    public List<ChunkRow> Updated { get; } = [];

    public List<VehicleRow> Vehicles { get; } = [];

    public List<NoteRow> Notes { get; } = [];

    /// <summary>Notes worked off.</summary>
    public List<(int Vehicle, long Id)> NotesDone { get; } = [];

    /// <summary>Vehicles whose checkpoints from an instant on are no longer right.</summary>
    public List<(int Vehicle, Instant From)> StaleCheckpoints { get; } = [];

    public List<(int Partition, Quarantine Quarantine)> Quarantined { get; } = [];

    /// <summary>Vehicles that are judged again.</summary>
    public List<(int Partition, string Vehicle)> Released { get; } = [];

    /// <summary>Vehicles whose damaged chunks nobody waits for any more, and since when.</summary>
    public List<(string Vehicle, Instant Since)> GivenUp { get; } = [];

    /// <summary>Checkpoints to keep with the chunk that begins before them.</summary>
    public List<(int Vehicle, Checkpoint Checkpoint)> Checkpoints { get; } = [];

    /// <summary>New placements of partitions.</summary>
    public List<(int Partition, Placement Placement)> Placements { get; } = [];

    /// <summary>
    /// Vehicles that go to another partition with all that is kept of them. That partition's revision of documents is lowered to that of this one, the
    /// kinds of document that this one has passed over are passed over there as well, and it is recorded to be judged by the parameters that this one is
    /// judged by. Where
    /// an earlier version has given a vehicle a number there already, the one it has here is closed: readers merge both.
    /// </summary>
    public List<VehicleMove> Moves { get; } = [];

    /// <summary>Quarantines that go to another partition.</summary>
    public List<(int From, string Vehicle, int To)> MovedQuarantines { get; } = [];

    /// <summary>Revisions of documents that rise, where they are still as they were.</summary>
    public List<(int Partition, long From, long To)> DocumentsNoted { get; } = [];

    /// <summary>Revisions of documents that are to be no greater.</summary>
    public List<(int Partition, long Revision)> DocumentsLowered { get; } = [];

    /// <summary>Kinds of document passed over, where they are still as they were.</summary>
    public List<(int Partition, string? From, string? To)> DocumentsPassed { get; } = [];

    /// <summary>Parameters that vehicles are judged by from now on.</summary>
    public List<(int Partition, ParameterRecord Parameters)> JudgesBy { get; } = [];

    /// <summary>Parameters that nothing rests on any more, where no vehicle has brought them along since they were read.</summary>
    public List<(int Partition, JudgedBy JudgedBy)> NoLongerJudgedBy { get; } = [];
}

/// <summary>An ownership and how far its history is written.</summary>
/// <param name="JournalId">The greatest number given to a journal row or a note.</param>
/// <param name="Placement">By which number of partitions its vehicles are placed; changed by <see cref="HistoryWrite.Placements"/> alone.</param>
/// <param name="DocumentsRevision">
/// What was filed up to this revision of the registry has been noted; null before documents are followed. Changed by
/// <see cref="HistoryWrite.DocumentsNoted"/>, <see cref="HistoryWrite.DocumentsLowered"/> and <see cref="HistoryWrite.Moves"/> alone.
/// </param>
/// <param name="DocumentsPassed">
/// What of it was of kinds that the owner did not know, as <see cref="PassedKinds"/> is stored. Changed by <see cref="HistoryWrite.DocumentsPassed"/> and
/// <see cref="HistoryWrite.Moves"/> alone.
/// </param>
internal readonly record struct OwnerRow(
    int Partition, long Epoch, long JournalId, long Incarnation, long LastOffset, Placement Placement = default, long? DocumentsRevision = null,
    string? DocumentsPassed = null);

/// <summary>A vehicle that goes from one partition to another.</summary>
/// <param name="Vehicle">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="From">The partition where it is.</param>
/// <param name="To">The partition where it goes.</param>
internal readonly record struct VehicleMove(int Vehicle, string Name, int From, int To)
{
    /// <summary>The partition of a number that is closed, since the vehicle has another in its new partition: no partition of the topic has it.</summary>
    public int Closed => -1 - From;
}

/// <summary>One append's open points.</summary>
/// <param name="Written">Wall clock when it was written, Unix milliseconds.</param>
internal sealed record JournalRow(int Partition, long Id, long Written, byte[] Data);

/// <summary>A vehicle of a partition and where its sealed history ends.</summary>
internal readonly record struct VehicleRow(
    int Key, string Name, Instant? SealedTo, Instant ChunkStart, int ChunkPoints, Instant? CheckpointBound);

/// <summary>A note that a vehicle must be judged again.</summary>
internal readonly record struct NoteRow(int Partition, int Vehicle, Instant From, long Id, ChangeCause Cause)
{
    public NoteRow(int partition, int vehicle, PendingRejudge note)
        : this(partition, vehicle, note.From, note.Id, note.Cause)
    {
    }
}

/// <summary>A stretch of a vehicle's chunks: those that start after one instant and not after another.</summary>
internal readonly record struct ChunkSpan(int Vehicle, Instant After, Instant To);
