using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>The weekly tables on PostgreSQL: a chunk lies in the week, from Monday 00:00 UTC, that it starts in.</summary>
internal static class PostgresSchema
{
    private const string Prefix = "history_chunk_w";
    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);
    private static readonly Instant s_monday = Instant.From(new DateTimeOffset(1970, 1, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Which week a chunk belongs to, counted from the first Monday of 1970.</summary>
    public static long Week(Instant start) =>
        (long)Math.Floor((start - s_monday) / s_week);

    public static Instant WeekStart(long week) => s_monday + (week * s_week);

    public static string WeekTable(long week) =>
        Prefix + WeekStart(week).ToDateTimeOffset().ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The start of a weekly table by its name; null for another table.</summary>
    public static Instant? WeekOf(string table) =>
        table.StartsWith(Prefix, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            table.AsSpan(Prefix.Length), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var monday)
            ? Instant.From(monday)
            : null;

    /// <summary>Creates a weekly table. The parameter <c>toast_tuple_target</c> keeps rows of up to a page whole.</summary>
    public static string CreateWeek(long week) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        create table if not exists {WeekTable(week)} partition of history_chunk
          for values from ({WeekStart(week).UnixMilliseconds}) to ({WeekStart(week + 1).UnixMilliseconds}) with (toast_tuple_target = 8160);
        """);
}
