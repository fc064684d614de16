namespace HazmatTrack.Domain.Documents;

/// <summary>A document that is filed and whose stored content cannot be read: what it says is not known, which is not the same as nothing.</summary>
/// <param name="Kind">Its kind's id, such as <c>permit</c>.</param>
/// <param name="Number">The number on it.</param>
/// <param name="Subject">Whom it is for; the default where that is not known either.</param>
/// <param name="ValidFrom">First instant of validity.</param>
/// <param name="ValidTo">End of validity as filed.</param>
/// <param name="WithdrawnAt">From when on it is withdrawn; null while it stands.</param>
/// <param name="Reason">Why it cannot be read.</param>
public sealed record UnreadableDocument(
    string Kind, string Number, DocumentSubject Subject, Instant ValidFrom, Instant ValidTo, Instant? WithdrawnAt, string Reason) : IDocument
{
    /// <summary>As long as that of any kind: what it says is not known.</summary>
    public TimeSpan Lead => TimeSpan.FromDays(1);

    /// <summary>No other version is known to say the same.</summary>
    public bool HasContentOf(IDocument other) => false;
}
