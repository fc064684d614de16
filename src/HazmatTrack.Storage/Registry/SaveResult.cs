using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Storage.Registry;

/// <summary>What became of a filing.</summary>
public enum SaveOutcome
{
    /// <summary>The number was new.</summary>
    Created,

    /// <summary>A further version of a known number.</summary>
    Replaced,

    /// <summary>Exactly what stands already: no version was added, so that a repeated request does no harm.</summary>
    Unchanged,

    /// <summary>Refused: the number is taken, and a new document was meant.</summary>
    Taken,

    /// <summary>Refused: there is no document of that number.</summary>
    Unknown,

    /// <summary>Refused: another version stands than the one that the filing rests on.</summary>
    Stale,
}

/// <summary>The outcome and the version that stands now; null where there is none.</summary>
public sealed record SaveResult<T>(SaveOutcome Outcome, DocumentVersion<T>? Standing)
    where T : IDocument;
