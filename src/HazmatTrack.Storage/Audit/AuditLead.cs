namespace HazmatTrack.Storage.Audit;

/// <summary>The condition of a search that leads, and the numbers among which it is looked for: those that are before one and after the other.</summary>
internal readonly record struct AuditLead(int Condition, long Before, long Floor)
{
    /// <summary>Chooses the condition that reaches furthest back.</summary>
    /// <param name="before">The number before which the page begins.</param>
    /// <param name="ends">For each condition the number up to which it was not looked at; 0 where all of it was.</param>
    public static AuditLead From(long before, IReadOnlyList<long> ends)
    {
        var first = ends.Index().MinBy(e => e.Item).Index;

        // Where one record names more vehicles than a page reads, the page reads this record.
        return new(first, before, Math.Max(0, Math.Min(ends[first], before - 2)));
    }

    /// <summary>The number before which the next page begins; null where there is nothing left.</summary>
    public long? Next => Floor > 0 ? Floor + 1 : null;
}
