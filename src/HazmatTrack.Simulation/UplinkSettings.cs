namespace HazmatTrack.Simulation;

/// <summary>How a terminal's reports come in.</summary>
public sealed record UplinkSettings
{
    /// <summary>The time between two reports (JT/T 808 parameter 0x0029).</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two reports of a truck that stands (JT/T 808 parameter 0x0027, asleep); null for the same.</summary>
    public TimeSpan? IntervalAtRest { get; init; }

    /// <summary>The share of single reports that are lost for good.</summary>
    public double LossShare { get; init; } = 0.01;

    /// <summary>How many outages begin in an hour: reports are kept and come later, in one batch.</summary>
    public double OutagesPerHour { get; init; } = 0.5;

    public TimeSpan ShortestOutage { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan LongestOutage { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>The share of outages whose reports are lost instead of kept.</summary>
    public double OutagesLost { get; init; } = 0.1;

    /// <summary>How long after an outage the kept reports come in, at most; newer ones come before them.</summary>
    public TimeSpan LongestBackfill { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The share of reports that come in twice.</summary>
    public double DuplicateShare { get; init; } = 0.02;

    /// <summary>The share of reports that come in late by some seconds to minutes, out of order.</summary>
    public double StragglerShare { get; init; } = 0.02;

    public TimeSpan LongestStraggle { get; init; } = TimeSpan.FromMinutes(2);
}
