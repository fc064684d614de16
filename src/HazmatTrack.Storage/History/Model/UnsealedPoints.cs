using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Model;

/// <summary>A vehicle's open points, in order of time.</summary>
public readonly record struct UnsealedPoints(VehicleId Vehicle, IReadOnlyList<PositionReport> Points);
