namespace HazmatTrack.Domain.Documents;

/// <summary>When a document is in force: from its first instant, included, to its end or withdrawal, excluded.</summary>
public static class Validity
{
    /// <summary>When a document ceases to be in force, excluded: the end as filed, or the withdrawal if that comes first.</summary>
    public static Instant End(Instant validTo, Instant? withdrawnAt) => withdrawnAt is { } withdrawn ? Instant.Earlier(withdrawn, validTo) : validTo;

    /// <summary>Whether a document is in force at an instant: valid, and not withdrawn by then.</summary>
    public static bool Includes(Instant validFrom, Instant endsAt, Instant time) => validFrom <= time && time < endsAt;
}
