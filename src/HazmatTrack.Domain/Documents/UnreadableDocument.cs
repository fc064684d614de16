namespace HazmatTrack.Domain.Documents;

/// <summary>A document that is filed and whose stored content cannot be read: its content is unknown, which is not the same as none.</summary>
/// <param name="Kind">The id of its kind, such as <c>permit</c>.</param>
/// <param name="Number">The number on it.</param>
/// <param name="Subject">Its subject; the default where that is not known either.</param>
/// <param name="ValidFrom">First instant of validity.</param>
/// <param name="ValidTo">End of validity as filed.</param>
/// <param name="WithdrawnAt">The instant from which on it is withdrawn; null while it is not.</param>
/// <param name="Reason">Why it cannot be read.</param>
public sealed record UnreadableDocument(
    string Kind, string Number, DocumentSubject Subject, Instant ValidFrom, Instant ValidTo, Instant? WithdrawnAt, string Reason) : IDocument
{
    /// <summary>As long as that of any kind, because the content is unknown.</summary>
    public TimeSpan Lead => TimeSpan.FromDays(1);

    /// <summary>No other version is known to have the same content.</summary>
    public bool HasContentOf(IDocument other) => false;
}
