using HazmatTrack.Domain;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>A row that is moved, with its bytes, into the table of damaged rows.</summary>
/// <param name="Journal">The table of a journal row; null for a chunk.</param>
/// <param name="Number">The vehicle's number of a chunk; 0 for a row of a journal.</param>
/// <param name="At">The start of a chunk, Unix milliseconds, or the number of a row of a journal.</param>
/// <param name="Vehicle">The vehicle's name of a chunk; null for a row of a journal.</param>
/// <param name="Reason">Why it cannot be read.</param>
/// <param name="Found">When the damage was found.</param>
internal sealed record DamagedRow(JournalTable? Journal, int Partition, int Number, long At, string? Vehicle, string Reason, Instant Found)
{
    public const string Chunk = "chunk";

    public string Kind => KindOf(Journal);

    /// <summary>Whether readers do not wait for its repair: its content is lost for good, by an operator's decision.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>The kind of row by its table, as it is stored and reported.</summary>
    public static string KindOf(JournalTable? journal) => journal switch
    {
        null => Chunk,
        JournalTable.Open => "journal",
        JournalTable.Late => "late",
        _ => throw new ArgumentOutOfRangeException(nameof(journal), journal, null),
    };
}
