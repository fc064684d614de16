using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Quality;

/// <summary>How far the values that a vehicle's terminal sends agree with each other. A function of the set of its reports, as all of a track.</summary>
/// <param name="ReportedSpeed">How the reported speed relates to the positions.</param>
/// <param name="SpeedRatio">Reported speed over the speed by the positions; null unless <see cref="Quality.ReportedSpeed.Scaled"/>.</param>
/// <param name="OtherFix">
/// While two vehicles report under the one plate (套牌, or two terminals): the last believed fix of the second one; null with one track.
/// </param>
public readonly record struct TrackQuality(ReportedSpeed ReportedSpeed, double? SpeedRatio, PositionReport? OtherFix)
{
    /// <summary>Whether two tracks that one vehicle cannot drive are active.</summary>
    public bool TwoTracks => OtherFix is not null;

    /// <summary>Whether the reported speed is wrong: neither unknown, nor absent, nor in agreement.</summary>
    public bool SpeedIsWrong => ReportedSpeed is not (ReportedSpeed.Unknown or ReportedSpeed.Agrees or ReportedSpeed.NotSent);

    /// <summary>The name of the ratio, within a few per cent of it.</summary>
    public SpeedScale Scale => SpeedRatio switch
    {
        null => SpeedScale.None,
        > 0.09 and < 0.11 => SpeedScale.Tenth,
        > 0.25 and < 0.306 => SpeedScale.MetresPerSecond,
        > 0.46 and < 0.52 => SpeedScale.Halved,
        > 0.52 and < 0.58 => SpeedScale.Knots,
        > 0.58 and < 0.68 => SpeedScale.MilesPerHour,
        > 1.8 and < 2.2 => SpeedScale.Doubled,
        > 9 and < 11 => SpeedScale.TenTimes,
        _ => SpeedScale.None,
    };
}
