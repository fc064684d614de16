using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.DeadLetters;

/// <summary>A report that was refused, as it is stored.</summary>
/// <param name="Id">Its number, in the order of storing.</param>
/// <param name="Content">What was refused, and why.</param>
/// <param name="ResentAt">When it was re-submitted; null where it was not.</param>
/// <param name="ResentBy">Who has re-submitted it.</param>
public sealed record DeadLetter(long Id, LetterContent Content, Instant? ResentAt, string? ResentBy);

/// <summary>A report that was refused.</summary>
public sealed record LetterContent
{
    /// <summary>The place of the original, such as <c>positions.in.CODE/3/17</c> with its time: of two letters with one origin one is stored.</summary>
    public required string Origin { get; init; }

    /// <summary>The operator whose report it was; null for nobody's.</summary>
    public string? Operator { get; init; }

    /// <summary>The vehicle that the report names; null where it names none.</summary>
    public VehicleId? Vehicle { get; init; }

    /// <summary>Whether the vehicle was the operator's own, so that the refusal counts for its quality.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The stable code of the reason.</summary>
    public required string Reason { get; init; }

    /// <summary>One sentence on this report; the Chinese one is empty where only the English one is known.</summary>
    public required LocalText Detail { get; init; }

    public required Instant RefusedAt { get; init; }

    /// <summary>The topic that the original was on, with its partition and offset; null for a report by HTTP.</summary>
    public LetterPlace? Place { get; init; }

    /// <summary>The original, or its beginning.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The length of the whole original, bytes.</summary>
    public int BodyLength { get; init; }

    /// <summary>For how many reports it stands: 1, unless it is only counted.</summary>
    public long Reports { get; init; } = 1;

    /// <summary>Whether only the number of the reports is known, so that no letter is stored.</summary>
    public bool IsCounted { get; init; }

    public ChinaDay Day => ChinaDay.Of(RefusedAt);
}

/// <summary>Where a record was.</summary>
public readonly record struct LetterPlace(string Topic, int Partition, long Offset);
