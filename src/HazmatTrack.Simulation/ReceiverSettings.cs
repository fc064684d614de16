using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>The errors of a GNSS receiver on a truck.</summary>
public sealed record ReceiverSettings
{
    /// <summary>Standard deviation of the error of a position on each axis, white and wandering part together.</summary>
    public Distance Noise { get; init; } = Distance.FromMetres(15);

    /// <summary>The part of the noise (of its variance, 0 to 1) that wanders slowly rather than being independent for each fix.</summary>
    public double WanderPart { get; init; } = 0.5;

    /// <summary>The time constant of the wandering part.</summary>
    public TimeSpan WanderTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The share of fixes that are drift: far off, for one fix or a short burst. A regulator counts 1.02 % of vehicles with drift
    /// (docs/domain/crossings.md#quality).
    /// </summary>
    public double DriftShare { get; init; } = 0.01;

    /// <summary>The probability that a drift continues with the next fix: 0 gives single fixes.</summary>
    public double DriftGoesOn { get; init; } = 0.5;

    /// <summary>The most fixes of one burst.</summary>
    public int LongestDrift { get; init; } = 4;

    /// <summary>How long a burst lasts at most: the cause of a reflection or of jamming passes within minutes, however rarely the terminal reports.</summary>
    public TimeSpan LongestDriftTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The smallest offset of drift.</summary>
    public Distance LeastDrift { get; init; } = Distance.FromMetres(200);

    /// <summary>The largest offset of drift.</summary>
    public Distance MostDrift { get; init; } = Distance.FromKilometres(5);

    /// <summary>The share of drifts whose fixes each have a new offset; the others keep one offset for the burst.</summary>
    public double ScatteredDrifts { get; init; } = 0.5;

    /// <summary>The share of drifts in which the speed is wrong as well.</summary>
    public double DriftsWithWrongSpeed { get; init; } = 0.3;

    /// <summary>The share of reports without a fix, in addition to tunnels.</summary>
    public double NoFixShare { get; init; } = 0.005;

    /// <summary>Standard deviation of the reported speed; a stationary receiver reports zero.</summary>
    public Speed SpeedNoise { get; init; } = Speed.FromKilometresPerHour(1.5);
}
