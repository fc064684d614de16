namespace HazmatTrack.Domain.Quality;

/// <summary>A ratio of reported to true speed that has a name: what the terminal most likely sends instead of km/h.</summary>
public enum SpeedScale : byte
{
    /// <summary>None of the known ratios, or no lasting one.</summary>
    None,

    /// <summary>Metres per second: 1/3.6.</summary>
    MetresPerSecond,

    /// <summary>Knots: 1/1.852.</summary>
    Knots,

    /// <summary>Statute miles per hour: 1/1.609.</summary>
    MilesPerHour,

    /// <summary>Half the speed.</summary>
    Halved,

    /// <summary>Twice the speed.</summary>
    Doubled,

    /// <summary>Ten times. Whole km/h sent where tenths are due read as a tenth; tenths read as whole km/h are ten times.</summary>
    TenTimes,

    /// <summary>A tenth.</summary>
    Tenth,
}
