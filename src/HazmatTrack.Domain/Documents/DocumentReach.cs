namespace HazmatTrack.Domain.Documents;

/// <summary>
/// How far back a filing reaches: the earliest event time whose evaluation it changes. Holds for every kind of document whose rules consider, of what is
/// after an event, no more than that a validity begins within the kind's <see cref="IDocument.Lead"/>.
/// </summary>
public static class DocumentReach
{
    /// <summary>
    /// The earliest event time whose evaluation may differ between two versions of a document; null where none does. Before that time, both versions give
    /// the same results.
    /// </summary>
    /// <param name="before">The version used so far; null for none.</param>
    /// <param name="after">The version used from now on; null where it does not apply any longer.</param>
    public static Instant? EarliestChange(IDocument? before, IDocument? after)
    {
        if (before is null || after is null)
        {
            return (before ?? after) is { } only ? SeenFrom(only) : null;
        }

        if (before.ValidFrom != after.ValidFrom || before.Subject != after.Subject || !Equals(before.Area, after.Area)
            || !before.Names.SequenceEqual(after.Names) || !before.HasContentOf(after))
        {
            return Instant.Earlier(SeenFrom(before), SeenFrom(after));
        }

        // Until the earlier of the two ends both are in force; that a document will end is not considered before it does.
        return before.ValidTo == after.ValidTo && before.WithdrawnAt == after.WithdrawnAt
            ? null
            : Instant.Later(Instant.Earlier(before.EndsAt, after.EndsAt), SeenFrom(after));
    }

    /// <summary>
    /// The subjects that a new version of a document concerns, each with the earliest event time whose evaluation may differ: none, one, or two where a
    /// correction names another subject or another area.
    /// </summary>
    /// <param name="before">The version before it; null for none.</param>
    /// <param name="after">The new version.</param>
    public static IEnumerable<DocumentTouch> Touched(IDocument? before, IDocument after)
    {
        var sameSubject = before is null || (before.Subject == after.Subject && Equals(before.Area, after.Area));
        if (EarliestChange(sameSubject ? before : null, after) is { } from && IsKnown(after))
        {
            yield return new(after.Subject, after.Area?.Box, from);
        }

        if (!sameSubject && EarliestChange(before, null) is { } otherFrom && IsKnown(before!))
        {
            yield return new(before!.Subject, before.Area?.Box, otherFrom);
        }
    }

    /// <summary>Whether the subject is known: of an unreadable document the vehicle may not be known.</summary>
    private static bool IsKnown(IDocument document) => document.Subject is not { Binding: DocumentBinding.Vehicle, Vehicle: null };

    private static Instant SeenFrom(IDocument document) => document.ValidFrom - document.Lead;
}
