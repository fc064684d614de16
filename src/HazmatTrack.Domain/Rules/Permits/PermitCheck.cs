using System.Collections.Immutable;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>
/// Whether permits cover an entry into a province at a time known only to lie in an interval. Covered means that at every instant of the
/// interval a permit for the province was in force (one, or several that follow on each other). Violated means that none was at any
/// instant. Any other case is <see cref="PermitReason.Uncertain"/>: it neither proves nor excludes a violation.
/// </summary>
/// <remarks>
/// The answer follows from what holds by the end of the interval: a permit that begins more than <see cref="Permit.NearMiss"/> after it, or ended more than
/// <see cref="Permit.LongAgo"/> before, is not considered, and when a permit ends does not matter before it has. So a filing reaches back to a known time
/// (<see cref="DocumentReach"/>).
/// </remarks>
public static class PermitCheck
{
    /// <summary>Both ends of the interval are included.</summary>
    public static PermitVerdict Judge(ImmutableArray<Permit> permits, ProvinceCode entered, Instant earliest, Instant latest)
    {
        if (InForceThroughout(permits, p => p.Covers(entered), earliest, latest))
        {
            return PermitVerdict.Covered;
        }

        var otherInForce = InForceThroughout(permits, p => !p.Covers(entered), earliest, latest);
        var seen = permits.Where(p => p.ValidFrom <= latest + Permit.NearMiss && p.EndsAt > earliest - Permit.LongAgo).ToList();
        var covering = seen.Where(p => p.Covers(entered) && !IsVoid(p, latest)).ToList();
        if (covering.Where(p => p.ValidFrom <= latest && p.EndsAt > earliest).ToList() is { Count: > 0 } touching)
        {
            return new(PermitReason.Uncertain, Newest(touching, latest), otherInForce);
        }

        if (covering.Where(p => p.EndsAt <= earliest).ToList() is { Count: > 0 } ended)
        {
            var looked = Newest(ended, latest);
            return new(looked[0].EndsAt < looked[0].ValidTo ? PermitReason.Withdrawn : PermitReason.Expired, looked, otherInForce);
        }

        // A permit withdrawn before it began was never in force; it is shown, because the driver will present it.
        if (seen.Where(p => p.Covers(entered) && IsVoid(p, latest)).ToList() is { Count: > 0 } void_)
        {
            return new(PermitReason.Withdrawn, Newest(void_, latest), otherInForce);
        }

        if (covering.Count > 0)
        {
            return new(PermitReason.NotYetValid, [.. covering.OrderBy(p => p.ValidFrom).ThenBy(p => p.Number, StringComparer.Ordinal)
                .Take(PermitVerdict.MostLooked)], otherInForce);
        }

        return seen.Count == 0
            ? new(PermitReason.None, [], false)
            : new(PermitReason.OtherProvinces, Newest(seen.Where(p => !otherInForce || (p.ValidFrom <= latest && p.EndsAt > earliest)), latest), otherInForce);
    }

    /// <summary>When a permit ceased to be in force, excluded; null where it has not by that time.</summary>
    public static Instant? EndedBy(Permit permit, Instant time) => permit.EndsAt <= time ? permit.EndsAt : null;

    /// <summary>Whether it is known by a time that the permit is never in force.</summary>
    private static bool IsVoid(Permit permit, Instant by) => permit.EndsAt <= permit.ValidFrom && permit.EndsAt <= by;

    /// <summary>Whether at every instant of the interval at least one of the qualifying permits is in force.</summary>
    private static bool InForceThroughout(ImmutableArray<Permit> permits, Func<Permit, bool> qualifies, Instant earliest, Instant latest)
    {
        var reached = earliest;
        while (reached <= latest)
        {
            var further = reached;
            foreach (var p in permits)
            {
                if (p.IsValidAt(reached) && p.EndsAt > further && qualifies(p))
                {
                    further = p.EndsAt;
                }
            }

            if (further == reached)
            {
                return false;
            }

            reached = further;
        }

        return true;
    }

    /// <summary>Orders permits: those not ended by a time first, then those that ended last.</summary>
    private static ImmutableArray<Permit> Newest(IEnumerable<Permit> permits, Instant by) =>
    [
        .. permits.OrderByDescending(p => EndedBy(p, by)?.UnixMilliseconds ?? long.MaxValue).ThenBy(p => p.Number, StringComparer.Ordinal)
            .Take(PermitVerdict.MostLooked),
    ];
}
