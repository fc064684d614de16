using System.Collections.Immutable;
using HazmatTrack.Domain.Documents.Permits;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>The result of checking the permits of a vehicle for one entry.</summary>
/// <param name="Reason">Why it is not covered, one of <see cref="PermitReason"/>; null when it is.</param>
/// <param name="Looked">The permits that the answer rests on, the decisive one first; at most <see cref="MostLooked"/>.</param>
/// <param name="OtherInForce">Whether a permit for other provinces was in force all the time.</param>
public sealed record PermitVerdict(string? Reason, ImmutableArray<Permit> Looked, bool OtherInForce)
{
    /// <summary>The most permits that an inspector can read; a vehicle with a permit for every trip has hundreds that ended.</summary>
    public const int MostLooked = 8;

    public static readonly PermitVerdict Covered = new(null, [], false);
}
