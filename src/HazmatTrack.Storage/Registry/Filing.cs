using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Storage.Registry;

/// <summary>A filing with the version that it replaced.</summary>
/// <param name="Before">The version before it; null for the first of its number.</param>
/// <param name="After">The version that was filed.</param>
public sealed record Filing(IDocument? Before, IDocument After);

/// <summary>Some filings in order of revision.</summary>
/// <param name="Filings">The requested filings.</param>
/// <param name="Revision">The revision up to which filings have been read.</param>
/// <param name="Unknown">The kinds of filings that this program does not know, each with the revision before the first of them.</param>
public sealed record FilingPage(IReadOnlyList<Filing> Filings, long Revision, IReadOnlyDictionary<string, long> Unknown);
