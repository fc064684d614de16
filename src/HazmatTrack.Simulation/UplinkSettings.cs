namespace HazmatTrack.Simulation;

/// <summary>The delivery of a terminal's reports.</summary>
public sealed record UplinkSettings
{
    /// <summary>The time between two reports (JT/T 808 parameter 0x0029).</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two reports of a stationary truck (JT/T 808 parameter 0x0027, asleep); null for the same interval.</summary>
    public TimeSpan? IntervalAtRest { get; init; }

    /// <summary>The share of single reports that are lost permanently.</summary>
    public double LossShare { get; init; } = 0.01;

    /// <summary>How many outages begin in an hour: reports are kept and arrive later, in one batch.</summary>
    public double OutagesPerHour { get; init; } = 0.5;

    public TimeSpan ShortestOutage { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LongestOutage { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>The share of outages whose reports are lost instead of kept.</summary>
    public double OutagesLost { get; init; } = 0.1;

    /// <summary>How long after an outage the kept reports arrive, at most; newer ones arrive before them.</summary>
    public TimeSpan LongestBackfill { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The share of reports that arrive twice.</summary>
    public double DuplicateShare { get; init; } = 0.02;

    /// <summary>The share of reports that arrive late by some seconds to minutes, out of order.</summary>
    public double StragglerShare { get; init; } = 0.02;

    public TimeSpan LongestStraggle { get; init; } = TimeSpan.FromMinutes(2);
}
