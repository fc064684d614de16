using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Storing;

/// <summary>
/// Sends a report that can be stored nowhere else to the dead letters, as <c>state-damaged</c>, and counts it if requested; completes when the broker has it.
/// </summary>
internal delegate Task SendReportAside(VehicleId vehicle, in PositionReport report, int partition, long offset, string detail, bool isCounted);
