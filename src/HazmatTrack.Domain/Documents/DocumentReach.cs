using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// How far back a filing reaches: the earliest event time that is judged otherwise by it. Holds for every kind of document whose rules look, of what is
/// after an event, at no more than that a validity begins within the kind's <see cref="IDocument.Lead"/>.
/// </summary>
public static class DocumentReach
{
    /// <summary>
    /// The earliest event time whose judging may differ between two versions of a document of one vehicle; null where none does. Before that time, both
    /// versions judge alike.
    /// </summary>
    /// <param name="before">The version that was judged by; null for none.</param>
    /// <param name="after">The version that is judged by from now on; null where the vehicle has it no longer.</param>
    public static Instant? EarliestChange(IDocument? before, IDocument? after)
    {
        if (before is null || after is null)
        {
            return (before ?? after) is { } only ? SeenFrom(only) : null;
        }

        if (before.ValidFrom != after.ValidFrom || !before.HasContentOf(after))
        {
            return Instant.Earlier(SeenFrom(before), SeenFrom(after));
        }

        // Until the earlier of the two ends both are in force; that a document will end is not looked at before it does.
        return before.ValidTo == after.ValidTo && before.WithdrawnAt == after.WithdrawnAt
            ? null
            : Instant.Later(Instant.Earlier(before.EndsAt, after.EndsAt), SeenFrom(after));
    }

    /// <summary>
    /// The vehicles that a new version of a document concerns, each with the earliest event time whose judging may differ: none, one, or two where a
    /// correction names another vehicle.
    /// </summary>
    /// <param name="before">The version before it; null for none.</param>
    /// <param name="after">The new version.</param>
    public static IEnumerable<(VehicleId Vehicle, Instant From)> Touched(IDocument? before, IDocument after)
    {
        var sameVehicle = before is null || before.Vehicle == after.Vehicle;
        if (after.Vehicle is { } vehicle && EarliestChange(sameVehicle ? before : null, after) is { } from)
        {
            yield return (vehicle, from);
        }

        if (!sameVehicle && before!.Vehicle is { } other && EarliestChange(before, null) is { } otherFrom)
        {
            yield return (other, otherFrom);
        }
    }

    private static Instant SeenFrom(IDocument document) => document.ValidFrom - document.Lead;
}
