using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Storage.Registry;

/// <summary>A filing with the version that it took the place of.</summary>
/// <param name="Before">The version before it; null for the first of its number.</param>
/// <param name="After">What was filed.</param>
public sealed record Filing(IDocument? Before, IDocument After);

/// <summary>Some filings in order of revision.</summary>
/// <param name="Filings">Those that were asked for.</param>
/// <param name="Revision">Everything up to here has been looked at.</param>
public sealed record FilingPage(IReadOnlyList<Filing> Filings, long Revision);
