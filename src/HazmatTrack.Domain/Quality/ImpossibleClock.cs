namespace HazmatTrack.Domain.Quality;

/// <summary>The clock faults that give an impossible event time, by the distance between that time and the receipt of the report.</summary>
public enum ImpossibleClock : byte
{
    /// <summary>None of the known faults.</summary>
    None,

    /// <summary>Ahead by whole hours, 1 to 14: local time sent as UTC, or a time zone added twice.</summary>
    HoursAhead,

    /// <summary>Ahead or behind by 1024 weeks, or twice that: the week number of GPS has ten bits (IS-GPS-200, 20.3.3.3.1.1).</summary>
    WeekRollover,

    /// <summary>Another year, up to ten away, on the same day of the year.</summary>
    OtherYear,

    /// <summary>Within a year of an instant at which clocks restart that have lost their time: 1970, 1980, 1999, 2000, 2019.</summary>
    Reset,
}
