using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Web.Alerts;

/// <summary>Which events a client requests; null and empty match all.</summary>
internal sealed record StreamFilter(
    ProvinceCode? Province, string? Rule, IReadOnlyList<Severity> Severities, IReadOnlyList<AlertStatus> Statuses)
{
    /// <summary>
    /// An event is also sent when its alert leaves the filter: a client that follows open alerts must learn that one is no longer open. So is an event
    /// that does not hold the alert's state before it.
    /// </summary>
    public bool Accepts(AlertFrame frame) =>
        (Rule is null || Rule == frame.Rule)
        && (Province is not { } province || frame.Provinces.Contains(province))
        && (Accepts(frame.Now) || (frame.Before is { } before ? Accepts(before) : !frame.IsFirst));

    private bool Accepts(AlertState state) =>
        (Severities.Count == 0 || Severities.Contains(state.Severity)) && (Statuses.Count == 0 || Statuses.Contains(state.Status));
}
