namespace HazmatTrack.Domain.Quality;

/// <summary>Names the fault that explains an impossible event time: a likely cause for people to check; no finding depends on it.</summary>
public static class ImpossibleClocks
{
    /// <summary>The most hours by which local time can be ahead of UTC.</summary>
    private const int MostHours = 14;

    private const int MostYears = 10;

    /// <summary>How far a terminal's own clock may be ahead in addition.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(30);

    /// <summary>How long a live report may be in transit.</summary>
    private static readonly TimeSpan s_underWay = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_rollover = TimeSpan.FromDays(7 * 1024);

    /// <summary>
    /// 1970 (Unix), 1980-01-01 and -06 (FAT, GPS), 1999-08-22 and 2019-04-07 (GPS weeks 1024 and 2048), 2000 (clocks of two digits).
    /// </summary>
    private static readonly Instant[] s_beginnings =
    [
        default,
        Instant.From(new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Instant.From(new(1999, 8, 22, 0, 0, 0, TimeSpan.Zero)),
        Instant.From(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Instant.From(new(2019, 4, 7, 0, 0, 0, TimeSpan.Zero)),
    ];

    /// <param name="time">The time that the terminal sends, from 1970 to 9999; anything else is no known fault.</param>
    /// <param name="receipt">When the report was received.</param>
    public static ImpossibleClock Classify(Instant time, Instant receipt)
    {
        // A day before 1970: midnight of a time zone east of Greenwich.
        if (time.UnixMilliseconds is < -86_400_000 or > 253_402_300_799_999)
        {
            return ImpossibleClock.None;
        }

        var ahead = time - receipt;
        return HoursAhead(time, receipt) > 0 ? ImpossibleClock.HoursAhead
            : IsAbout(ahead.Duration(), s_rollover) || IsAbout(ahead.Duration(), 2 * s_rollover) ? ImpossibleClock.WeekRollover
            : ahead < -s_day && IsReset(time) ? ImpossibleClock.Reset
            : IsOtherYear(time, receipt) ? ImpossibleClock.OtherYear
            : ImpossibleClock.None;
    }

    /// <summary>By how many whole hours a live report is ahead of its receipt, 1 to 14; 0 where it is not.</summary>
    public static int HoursAhead(Instant time, Instant receipt)
    {
        var ahead = time - receipt;
        var hours = (int)Math.Clamp(Math.Floor((ahead + s_underWay).TotalHours), 0, MostHours + 1);
        return hours is > 0 and <= MostHours && ahead - TimeSpan.FromHours(hours) <= s_ahead ? hours : 0;
    }

    private static bool IsAbout(TimeSpan span, TimeSpan wanted) => (span - wanted).Duration() <= s_day;

    private static bool IsReset(Instant time)
    {
        foreach (var beginning in s_beginnings)
        {
            if (time >= beginning - s_day && time < beginning + TimeSpan.FromDays(366))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOtherYear(Instant time, Instant receipt)
    {
        var years = time.ToDateTimeOffset().Year - receipt.ToDateTimeOffset().Year;

        // Around New Year the years differ by one more or less than the fault.
        for (var n = years - 1; n <= years + 1; n++)
        {
            if (n != 0 && Math.Abs(n) <= MostYears && IsAbout((time - Instant.From(receipt.ToDateTimeOffset().AddYears(n))).Duration(), TimeSpan.Zero))
            {
                return true;
            }
        }

        return false;
    }
}
