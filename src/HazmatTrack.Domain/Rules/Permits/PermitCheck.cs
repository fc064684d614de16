using System.Collections.Immutable;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>
/// Whether permits cover an entry into a province at a time known only to lie in an interval. Covered means: whenever in the
/// interval it was, a permit for the province was in force (one, or several that follow on each other). Violated means: whenever
/// it was, none was. Anything between is <see cref="PermitReason.Uncertain"/>: it neither accuses nor clears.
/// </summary>
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
        var covering = permits.Where(p => p.Covers(entered) && p.ValidFrom < p.EndsAt).ToList();
        if (covering.Where(p => p.ValidFrom <= latest && p.EndsAt > earliest).ToList() is { Count: > 0 } touching)
        {
            return new(PermitReason.Uncertain, Newest(touching), otherInForce);
        }

        if (covering.Where(p => p.EndsAt <= earliest).ToList() is { Count: > 0 } ended)
        {
            var looked = Newest(ended);
            return new(looked[0].EndsAt < looked[0].ValidTo ? PermitReason.Withdrawn : PermitReason.Expired, looked, otherInForce);
        }

        // A permit withdrawn before it began never was in force; it is shown, for that is what the driver will hold out.
        if (permits.Where(p => p.Covers(entered) && p.ValidFrom >= p.EndsAt).ToList() is { Count: > 0 } void_)
        {
            return new(PermitReason.Withdrawn, Newest(void_), otherInForce);
        }

        if (covering.Count > 0)
        {
            return new(PermitReason.NotYetValid, [.. covering.OrderBy(p => p.ValidFrom).ThenBy(p => p.Number, StringComparer.Ordinal)
                .Take(PermitVerdict.MostLooked)], otherInForce);
        }

        return permits.IsEmpty
            ? new(PermitReason.None, [], false)
            : new(PermitReason.OtherProvinces, Newest(permits.Where(p => !otherInForce || (p.ValidFrom <= latest && p.EndsAt > earliest))), otherInForce);
    }

    /// <summary>Whether at every instant of the interval at least one of the permits that qualify is in force.</summary>
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

    private static ImmutableArray<Permit> Newest(IEnumerable<Permit> permits) =>
        [.. permits.OrderByDescending(p => p.EndsAt).ThenBy(p => p.Number, StringComparer.Ordinal).Take(PermitVerdict.MostLooked)];
}
