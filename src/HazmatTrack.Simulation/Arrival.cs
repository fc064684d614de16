using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Simulation;

/// <summary>A report and when it comes in.</summary>
/// <param name="Report">As the terminal sends it.</param>
/// <param name="At">When it comes in.</param>
/// <param name="Taken">When the fix was truly taken; the report's own time is another one while the terminal's clock is wrong.</param>
public readonly record struct Arrival(PositionReport Report, Instant At, Instant Taken);
