using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Crossings;

/// <content>The thresholds of <see cref="DriftFilter"/>.</content>
public sealed partial record CrossingSettings
{
    /// <summary>The speed that no dangerous-goods truck exceeds; a jump that would need more is drift (docs/domain/crossings.md#drift).</summary>
    public Speed FastestPlausible { get; init; } = Speed.FromKilometresPerHour(160);

    /// <summary>How far apart two fixes of one place may lie because of noise alone.</summary>
    public Distance Jitter { get; init; } = Distance.FromMetres(100);

    /// <summary>What may be driven beyond the greater reported speed, as a factor: a truck may speed up and brake between two fixes.</summary>
    public double SpeedMargin { get; init; } = 1.3;

    /// <summary>The distance added to what the reported speeds allow.</summary>
    public Distance SpeedSlack { get; init; } = Distance.FromMetres(200);

    /// <summary>
    /// Where no speed is known: how far a fix may lie from where the last two predict it, beyond the slack, as a share of the predicted way.
    /// </summary>
    public double Unforetold { get; init; } = 0.4;

    /// <summary>The same share, beyond the noise, where fixes scatter and one lies anywhere by chance.</summary>
    public double ForetoldWell { get; init; } = 0.2;

    /// <summary>Drift farther off than this is rarer than a truck that drives there unseen, between two reports many minutes apart.</summary>
    public Distance FarthestDrift { get; init; } = Distance.FromKilometres(5);

    /// <summary>A speed that is ordinary on any road, used where none is known.</summary>
    public Speed Usual { get; init; } = Speed.FromKilometresPerHour(70);

    /// <summary>How much a truck gains or loses in a second: 1.5 m/s², more than a loaded one can.</summary>
    public Speed GainPerSecond { get; init; } = Speed.FromKilometresPerHour(5.4);

    /// <summary>At or below this reported speed a vehicle counts as stationary.</summary>
    public Speed StationaryBelow { get; init; } = Speed.FromKilometresPerHour(3);

    /// <summary>How many fixes that lie as far apart as their speeds allow are believed to have left the place where the vehicle was stationary.</summary>
    public int DepartFixes { get; init; } = 4;

    /// <summary>
    /// How many held fixes that follow on each other, and move on, are believed against the track so far, or as having left the place where the
    /// vehicle was stationary: more than a burst of drift has, even with wrong speeds.
    /// </summary>
    public int ReanchorFixes { get; init; } = 5;

    /// <summary>How long held fixes that stay in one place are doubted.</summary>
    public TimeSpan ReanchorTime { get; init; } = TimeSpan.FromMinutes(10);
}
