using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>A row that is moved, with its bytes, into the table of damaged rows.</summary>
/// <param name="Partition">Whose partition.</param>
/// <param name="Number">The vehicle's number of a chunk; 0 of a row of the journal.</param>
/// <param name="At">The start of a chunk, Unix milliseconds, or the number of a row of the journal.</param>
/// <param name="Vehicle">The vehicle's name of a chunk; null of a row of the journal.</param>
/// <param name="Reason">Why it cannot be read.</param>
/// <param name="Found">When that was found.</param>
internal sealed record DamagedRow(int Partition, int Number, long At, string? Vehicle, string Reason, Instant Found)
{
    public const string Chunk = "chunk";

    public const string Journal = "journal";

    public string Kind => Vehicle is null ? Journal : Chunk;

    /// <summary>Whether nobody is to wait for its repair: what it held is lost for good, as an operator has decided.</summary>
    public bool IsGivenUp { get; init; }
}
