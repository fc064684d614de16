using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Web.Alerts;

/// <summary>Which events a client wants; null and empty for all.</summary>
internal sealed record StreamFilter(
    ProvinceCode? Province, string? Rule, IReadOnlyList<Severity> Severities, IReadOnlyList<AlertStatus> Statuses)
{
    /// <summary>
    /// An alert that leaves what is asked for is told of too: who follows what is open must hear that it no longer is. So is one whose event does not say
    /// how it stood before.
    /// </summary>
    public bool Takes(AlertFrame frame) =>
        (Rule is null || Rule == frame.Rule)
        && (Province is not { } province || frame.Provinces.Contains(province))
        && (Takes(frame.Now) || (frame.Before is { } before ? Takes(before) : !frame.IsFirst));

    private bool Takes(AlertStanding standing) =>
        (Severities.Count == 0 || Severities.Contains(standing.Severity)) && (Statuses.Count == 0 || Statuses.Contains(standing.Status));
}
