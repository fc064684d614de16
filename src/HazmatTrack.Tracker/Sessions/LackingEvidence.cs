using HazmatTrack.Domain;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// Alerts of a vehicle rest on reports of an ended log which history does not have, since the process or the topic ended between storing the two. The vehicle
/// is evaluated again once history reaches as far as they do.
/// </summary>
/// <param name="From">From when on it is evaluated again: just after its newest report that history had.</param>
/// <param name="Until">The event time up to which the alerts rest on reports.</param>
internal sealed record LackingEvidence(Instant From, Instant Until);
