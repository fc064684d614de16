using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Storage.Registry;

/// <summary>A filing with the version that it took the place of.</summary>
/// <param name="Before">The version before it; null for the first of its number.</param>
/// <param name="After">What was filed.</param>
public sealed record Filing(IDocument? Before, IDocument After);

/// <summary>Some filings in order of revision.</summary>
/// <param name="Filings">Those that were asked for.</param>
/// <param name="Revision">Everything up to here has been looked at.</param>
/// <param name="Unknown">The kinds of which there were filings that this program does not know, each with the revision before the first of them.</param>
public sealed record FilingPage(IReadOnlyList<Filing> Filings, long Revision, IReadOnlyDictionary<string, long> Unknown);
