using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>A report and the line of the file that it comes from.</summary>
internal readonly record struct TrackLine(long Line, VehicleId Vehicle, PositionReport Report);
