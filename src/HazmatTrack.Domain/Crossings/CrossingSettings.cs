using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// The thresholds of the province machine, and in another file those of the drift filter. Design values, none of them a rule of law
/// (docs/domain/crossings.md); they follow from receivers of about 15 m and from bench/AlertQuality.
/// </summary>
public sealed partial record CrossingSettings
{
    public static readonly CrossingSettings Default = new();

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
