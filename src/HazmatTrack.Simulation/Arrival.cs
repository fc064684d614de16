using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Simulation;

/// <summary>A report and its arrival.</summary>
/// <param name="Report">The report as the terminal sends it.</param>
/// <param name="At">The time of arrival.</param>
/// <param name="Taken">The time when the fix was really taken; the time in the report differs while the terminal's clock is wrong.</param>
public readonly record struct Arrival(PositionReport Report, Instant At, Instant Taken);
