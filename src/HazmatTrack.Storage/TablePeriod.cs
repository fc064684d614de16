using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage;

/// <summary>The time that one table of a partitioned table covers.</summary>
/// <param name="Suffix">The suffix of the table's name.</param>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after it.</param>
internal readonly record struct TablePeriod(string Suffix, Instant From, Instant To)
{
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);
    private static readonly Instant s_monday = Instant.From(new DateTimeOffset(1970, 1, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The week of an instant, from Monday 00:00 UTC.</summary>
    public static TablePeriod Week(Instant at)
    {
        var from = s_monday + (s_week * (long)Math.Floor((at - s_monday) / s_week));
        return new("w" + from.ToDateTimeOffset().ToString("yyyyMMdd", CultureInfo.InvariantCulture), from, from + s_week);
    }

    /// <summary>The calendar month of an instant, in UTC.</summary>
    public static TablePeriod Month(Instant at)
    {
        var day = at.ToDateTimeOffset();
        var from = new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return new("m" + from.ToString("yyyyMMdd", CultureInfo.InvariantCulture), Instant.From(from), Instant.From(from.AddMonths(1)));
    }
}
