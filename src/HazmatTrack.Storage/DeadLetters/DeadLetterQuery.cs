using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.DeadLetters;

/// <summary>Which letters to find, newest first. A condition that is null is none.</summary>
public sealed record DeadLetterQuery
{
    /// <summary>The operator whose letters are found; empty for nobody's letters, null for all.</summary>
    public string? Operator { get; init; }

    public string? Reason { get; init; }

    public VehicleId? Vehicle { get; init; }

    /// <summary>The first instant of refusal.</summary>
    public Instant? From { get; init; }

    /// <summary>The instant of refusal before which letters are found.</summary>
    public Instant? To { get; init; }

    /// <summary>Only letters with smaller numbers.</summary>
    public long Before { get; init; } = long.MaxValue;

    public required int Limit { get; init; }
}

/// <summary>How many reports of an operator were refused on a day for a reason.</summary>
/// <param name="Operator">The operator; empty for nobody's.</param>
/// <param name="Refused">The number of reports.</param>
/// <param name="Kept">The number of letters stored of them, some of which may have been removed since.</param>
public readonly record struct RefusalCount(string Operator, ChinaDay Day, string Reason, long Refused, long Kept);

/// <summary>How many reports of a vehicle were refused on a day for a reason.</summary>
public readonly record struct VehicleRefusals(VehicleId Vehicle, ChinaDay Day, string Reason, long Refused);

/// <summary>What became of letters that were to be stored.</summary>
/// <param name="Kept">How many were stored.</param>
/// <param name="NotKept">How many reports were only counted, since the operator has enough letters of the day.</param>
/// <param name="Repeated">How many were stored before.</param>
/// <param name="IsReadAgain">Whether some lie before the place up to which their partition was read.</param>
public readonly record struct LettersAdded(int Kept, long NotKept, int Repeated, bool IsReadAgain);

/// <summary>Whether a letter may be re-submitted now.</summary>
public enum LetterClaim
{
    /// <summary>By the caller, and by nobody else for five minutes.</summary>
    Claimed,

    /// <summary>Somebody re-submits it at this moment.</summary>
    Busy,

    /// <summary>It was re-submitted before.</summary>
    Resent,
}
