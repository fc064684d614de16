using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>The tables on PostgreSQL. Chunks lie in one table a week, from Monday 00:00 UTC, by their start.</summary>
internal static class PostgresSchema
{
    /// <summary>
    /// Data stays in the row, uncompressed by the server: it is compressed already, and a row of some kilobytes is read with one
    /// page where an out-of-line value costs another index descent.
    /// </summary>
    public const string Text =
        """
        create table if not exists history_owner (
          partition int primary key,
          epoch bigint not null,
          journal_id bigint not null,
          incarnation bigint not null,
          last_offset bigint not null
        ) with (fillfactor = 20);
        create table if not exists history_vehicle (
          id int generated always as identity primary key,
          partition int not null,
          name text not null,
          sealed_to bigint,
          chunk_start bigint,
          chunk_points int not null default 0,
          checkpoint_bound bigint,
          unique (name, partition)
        ) with (fillfactor = 60);
        create index if not exists history_vehicle_partition on history_vehicle (partition);
        create table if not exists history_chunk (
          start_at bigint not null,
          end_at bigint not null,
          checkpoint_at bigint,
          vehicle int not null,
          points int not null,
          south int,
          north int,
          west int,
          east int,
          checkpoint bytea,
          data bytea not null,
          primary key (vehicle, start_at)
        ) partition by range (start_at);
        alter table history_chunk alter column data set storage external;
        alter table history_chunk alter column checkpoint set storage external;
        create index if not exists history_chunk_place on history_chunk
          using gist (int8range(start_at, end_at, '[]'), box(point(west, south), point(east, north)));
        create table if not exists history_journal (
          partition int not null,
          id bigint not null,
          written bigint not null,
          data bytea not null,
          primary key (partition, id)
        );
        alter table history_journal alter column data set storage external;
        create table if not exists history_rejudge (
          vehicle int primary key,
          partition int not null,
          since bigint not null,
          id bigint not null
        );
        """;

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
