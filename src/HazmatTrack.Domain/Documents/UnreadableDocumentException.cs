namespace HazmatTrack.Domain.Documents;

/// <summary>A rule rests on a document that cannot be read.</summary>
public sealed class UnreadableDocumentException(UnreadableDocument document) : Exception(
    $"{document.Kind} {document.Number} of {document.Subject} cannot be read ({document.Reason}). File it again, then have the vehicle judged again.")
{
    public UnreadableDocument Document => document;
}
