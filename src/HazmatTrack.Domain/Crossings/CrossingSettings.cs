using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// The thresholds of the drift filter and the province machine. Design values, none of them a rule of law (docs/domain/crossings.md); they follow
/// from receivers of about 15 m and from bench/AlertQuality.
/// </summary>
public sealed record CrossingSettings
{
    public static readonly CrossingSettings Default = new();

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

    /// <summary>How deep beyond the border a fix must lie to count for the new province: several deviations of a receiver.</summary>
    public Distance ConfirmDepth { get; init; } = Distance.FromMetres(60);

    /// <summary>How many consecutive fixes that deep confirm a province (docs/domain/crossings.md#confirm).</summary>
    public int ConfirmFixes { get; init; } = 3;

    /// <summary>How far the vehicle must have come since the last fix on the old side: a stationary vehicle does not cross.</summary>
    public Distance ConfirmTravel { get; init; } = Distance.FromMetres(150);

    /// <summary>After this time in the new province depth alone confirms (docs/domain/crossings.md#confirm).</summary>
    public TimeSpan ConfirmTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The depth that confirms after <see cref="ConfirmTime"/> (docs/domain/crossings.md#confirm).</summary>
    public Distance ConfirmTimeDepth { get; init; } = Distance.FromMetres(200);

    /// <summary>A touch of another province that is too short to confirm is a transit from this depth on.</summary>
    public Distance TouchDepth { get; init; } = Distance.FromMetres(75);

    /// <summary>
    /// A vehicle whose positions stay within this distance of one place for <see cref="StandTime"/> is stationary, and does not cross a border until it
    /// is farther away: wandering errors of a receiver, 30 m on each axis, reach that far once in months.
    /// </summary>
    public Distance StandRadius { get; init; } = Distance.FromMetres(150);

    /// <summary>How far the mean place of a stationary vehicle may lie from where the stay began: farther, and it has moved.</summary>
    public Distance StandShift { get; init; } = Distance.FromMetres(120);

    /// <summary>How long positions must stay about one place.</summary>
    public TimeSpan StandTime { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The silence beyond which a crossing within it is a dark one (docs/domain/crossings.md#dark).</summary>
    public TimeSpan DarkGap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The error of one fix, for the uncertainty that a crossing states.</summary>
    public Distance FixError { get; init; } = Distance.FromMetres(30);

    /// <summary>
    /// The error of the drawn border, for the uncertainty that a crossing states: 250 m is the median of DCW against an
    /// independent source. A deployer with official borders sets less.
    /// </summary>
    public Distance BorderError { get; init; } = Distance.FromMetres(250);
}
