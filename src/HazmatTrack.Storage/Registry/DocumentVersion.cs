using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Storage.Registry;

/// <summary>One version of a document as it was filed. A version is immutable; a change of a document files the next version.</summary>
/// <param name="Document">The content of this version.</param>
/// <param name="Version">1 for the first filing of the number, then one more each time; a withdrawal is a version too.</param>
/// <param name="Revision">The registry's counter at this filing; increases with every filing of any document.</param>
/// <param name="RecordedAt">When it was filed, by the wall clock; never before an earlier revision's.</param>
/// <param name="FiledBy">The person who filed it.</param>
public sealed record DocumentVersion<T>(T Document, int Version, long Revision, Instant RecordedAt, string FiledBy)
    where T : IDocument;
