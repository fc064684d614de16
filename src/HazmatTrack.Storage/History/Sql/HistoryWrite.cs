using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>All changes of one transaction. It is rejected as a whole when one of its owners has been fenced.</summary>
internal sealed class HistoryWrite
{
    public List<OwnerRow> Owners { get; } = [];

    public List<JournalRow> Journal { get; } = [];

    /// <summary>The numbers below which journal rows are no longer needed.</summary>
    public List<(JournalTable Table, int Partition, long Below)> JournalDone { get; } = [];

    /// <summary>Unreadable rows: they are moved away before anything is inserted.</summary>
    public List<DamagedRow> Damaged { get; } = [];

    public List<ChunkRow> Inserted { get; } = [];

    /// <summary>Chunks whose content changes; a checkpoint is replaced only by another.</summary>
    public List<ChunkRow> Updated { get; } = [];

    public List<VehicleRow> Vehicles { get; } = [];

    public List<NoteRow> Notes { get; } = [];

    /// <summary>Completed notes.</summary>
    public List<(int Vehicle, long Id)> NotesDone { get; } = [];

    /// <summary>Vehicles whose checkpoints from an instant on are no longer valid.</summary>
    public List<(int Vehicle, Instant From)> StaleCheckpoints { get; } = [];

    public List<(int Partition, Quarantine Quarantine)> Quarantined { get; } = [];

    /// <summary>Vehicles that are judged again.</summary>
    public List<(int Partition, string Vehicle)> Released { get; } = [];

    /// <summary>Vehicles whose damaged chunks are given up, and since when.</summary>
    public List<(string Vehicle, Instant Since)> GivenUp { get; } = [];

    /// <summary>Checkpoints to keep with the chunk that begins before them.</summary>
    public List<(int Vehicle, Checkpoint Checkpoint)> Checkpoints { get; } = [];

    /// <summary>New placements of partitions.</summary>
    public List<(int Partition, Placement Placement)> Placements { get; } = [];

    /// <summary>
    /// Vehicles that move to another partition with all their data. That partition's revision of documents is lowered to that of this one, the
    /// kinds of document that this one has passed over are passed over there as well, and the parameters by which this one is judged are recorded
    /// there.
    /// Where an earlier version has assigned the vehicle a number there already, the number it has here is closed: readers merge both.
    /// </summary>
    public List<VehicleMove> Moves { get; } = [];

    /// <summary>Quarantines that move to another partition.</summary>
    public List<(int From, string Vehicle, int To)> MovedQuarantines { get; } = [];

    /// <summary>Revisions of documents to raise, where they are unchanged since they were read.</summary>
    public List<(int Partition, long From, long To)> DocumentsNoted { get; } = [];

    /// <summary>Revisions of documents to lower to a maximum.</summary>
    public List<(int Partition, long Revision)> DocumentsLowered { get; } = [];

    /// <summary>Kinds of document passed over, where they are unchanged since they were read.</summary>
    public List<(int Partition, string? From, string? To)> DocumentsPassed { get; } = [];

    /// <summary>Parameters by which vehicles are judged from now on.</summary>
    public List<(int Partition, JudgedBy JudgedBy)> JudgesBy { get; } = [];

    /// <summary>Parameters on which no result depends any more, where no vehicle has brought them along since they were read.</summary>
    public List<(int Partition, JudgedBy JudgedBy)> NoLongerJudgedBy { get; } = [];
}

/// <summary>An ownership and how far its history is written.</summary>
/// <param name="JournalId">The greatest number assigned to a journal row or a note.</param>
/// <param name="Placement">The placement of its vehicles; changed only by <see cref="HistoryWrite.Placements"/>.</param>
/// <param name="DocumentsRevision">
/// Filings up to this revision of the registry have been noted; null before documents are followed. Changed only by
/// <see cref="HistoryWrite.DocumentsNoted"/>, <see cref="HistoryWrite.DocumentsLowered"/> and <see cref="HistoryWrite.Moves"/>.
/// </param>
/// <param name="DocumentsPassed">
/// The filings of kinds that the owner did not know, in the form of <see cref="PassedKinds"/>. Changed only by <see cref="HistoryWrite.DocumentsPassed"/>
/// and <see cref="HistoryWrite.Moves"/>.
/// </param>
internal readonly record struct OwnerRow(
    int Partition, long Epoch, long JournalId, long Incarnation, long LastOffset, Placement Placement = default, long? DocumentsRevision = null,
    string? DocumentsPassed = null, string? Silo = null);

/// <summary>A vehicle that moves from one partition to another.</summary>
/// <param name="From">The partition that it leaves.</param>
/// <param name="To">The partition that it moves to.</param>
internal readonly record struct VehicleMove(int Vehicle, string Name, int From, int To)
{
    /// <summary>The partition of a closed number, since the vehicle has another in its new partition: no partition of the topic has this number.</summary>
    public int Closed => -1 - From;
}

/// <summary>One append's points that are in no chunk yet.</summary>
/// <param name="Written">Wall clock when it was written, Unix milliseconds.</param>
internal sealed record JournalRow(JournalTable Table, int Partition, long Id, long Written, byte[] Data);

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

/// <summary>A range of a vehicle's chunks: those that start after one instant and not after another.</summary>
internal readonly record struct ChunkSpan(int Vehicle, Instant After, Instant To);
