using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Storage.Registry;

/// <summary>The outcome of a filing.</summary>
public enum SaveOutcome
{
    /// <summary>The number was new.</summary>
    Created,

    /// <summary>A further version of a known number.</summary>
    Replaced,

    /// <summary>Equal to the current version: no version was added, so that a repeated request has no effect.</summary>
    Unchanged,

    /// <summary>Refused: the number exists, and the request was for a new document.</summary>
    Taken,

    /// <summary>Refused: there is no document of that number.</summary>
    Unknown,

    /// <summary>Refused: the current version is not the one that the filing requires.</summary>
    Stale,
}

/// <summary>The outcome and the current version; null where there is none.</summary>
public sealed record SaveResult<T>(SaveOutcome Outcome, DocumentVersion<T>? Current)
    where T : IDocument;
