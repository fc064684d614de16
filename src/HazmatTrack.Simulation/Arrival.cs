using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Simulation;

/// <summary>A report and when it comes in.</summary>
public readonly record struct Arrival(PositionReport Report, Instant At);
