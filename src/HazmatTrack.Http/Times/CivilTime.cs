using HazmatTrack.Domain;

namespace HazmatTrack.Http.Times;

/// <summary>Converts a civil date and time of day to an instant.</summary>
internal static class CivilTime
{
    public const int FirstYear = 2000;
    public const int LastYear = 2100;

    /// <summary>The instant; null where there is no such date or time of day.</summary>
    /// <param name="date">Year, month, day.</param>
    /// <param name="time">Hour, minute, second. Second 60 is a leap second: it exists at 23:59 UTC alone, and counts as the first one of the next day, as in
    /// Unix time.</param>
    /// <param name="milliseconds">Of the second; finer digits have been truncated, so that a report sent with more digits is the same report.</param>
    /// <param name="offset">The offset from UTC.</param>
    /// <param name="first">The first year.</param>
    /// <param name="last">The last year.</param>
    public static Instant? At(
        (int Year, int Month, int Day) date, (int Hour, int Minute, int Second) time, int milliseconds, TimeSpan offset,
        int first = FirstYear, int last = LastYear)
    {
        var (year, month, day) = date;
        var (hour, minute, second) = time;
        if (year < first || year > last || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return null;
        }

        var whole = Instant.From(new(year, month, day, hour, minute, Math.Min(second, 59), offset));
        if (second == 60)
        {
            if (whole.UnixMilliseconds % TimeSpan.MillisecondsPerDay != TimeSpan.MillisecondsPerDay - 1000)
            {
                return null;
            }

            whole += TimeSpan.FromSeconds(1);
        }

        return new(whole.UnixMilliseconds + milliseconds);
    }
}
