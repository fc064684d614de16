namespace HazmatTrack.Domain.Quality;

/// <summary>What a report shows about its terminal's clock; the default for nothing.</summary>
/// <param name="State">The state that reports were found to belong to; <see cref="ClockState.Good"/> for single reports at odds with their neighbours.</param>
/// <param name="Hours">By how many hours they are behind; 0 for <see cref="ClockState.Ahead"/>.</param>
/// <param name="Reports">The number of such reports, including earlier ones that only this report has shown to be wrong; 0 for none.</param>
/// <param name="Since">When the first of them was received.</param>
/// <param name="Steps">Whether the clock has changed its state three times or more, no more than a day apart.</param>
public readonly record struct ClockSign(ClockState State, int Hours, int Reports, Instant Since, bool Steps);
