namespace HazmatTrack.Simulation;

/// <summary>The faults of a terminal. The default has none.</summary>
public sealed record TerminalSettings
{
    /// <summary>The fault in the reported speed.</summary>
    public SpeedFault Speed { get; init; }

    /// <summary>A stuck speed freezes at a time drawn evenly from the first report up to this long after it.</summary>
    public TimeSpan LatestFreeze { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How many times in an hour the clock steps away from the true time. It is wrong by the same step until it is set right, which is a step back: after a
    /// step forward the times already reported occur a second time, from other places.
    /// </summary>
    public double ClockStepsPerHour { get; init; }

    /// <summary>
    /// The shortest step, forward or back. Steps are whole seconds, like the time of a report (JT/T 808 table 23), and small ones are as frequent as great
    /// ones by order of magnitude: leap seconds not yet known after a cold start (18 s), a drifted clock, a clock set by hand.
    /// </summary>
    public TimeSpan ShortestClockStep { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest step.</summary>
    public TimeSpan LongestClockStep { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The shortest time until the clock is set right.</summary>
    public TimeSpan ShortestClockError { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest time until the clock is set right.</summary>
    public TimeSpan LongestClockError { get; init; } = TimeSpan.FromMinutes(20);
}
