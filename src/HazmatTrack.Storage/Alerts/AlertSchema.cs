namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// The tables. Alerts, their events and what people did are kept for at least three years (动态监督办法 art. 25; domain.md §1.5):
/// nothing here deletes them.
/// </summary>
internal static class AlertSchema
{
    public const int Version = 2;

    /// <summary>The index over open alerts that are more than notices.</summary>
    public const string OpenViolations = "alert_open_violation";

    /// <summary>The tables as the first version had them; <see cref="Upgrades"/> brings them up to this one.</summary>
    /// <param name="text">The engine's type of a text that is compared byte by byte.</param>
    public static string Create(string text) => $"""
        create table if not exists alert_schema (one integer primary key check (one = 1), version integer not null);
        insert into alert_schema values (1, 1) on conflict (one) do nothing;

        create table if not exists alert_counter (one integer primary key check (one = 1), last bigint not null);
        insert into alert_counter (one, last) values (1, 0) on conflict (one) do nothing;

        create table if not exists alert (
          id {text} primary key,
          vehicle {text} not null,
          rule {text} not null,
          status integer not null,
          onset bigint not null,
          body text not null
        );
        create index if not exists alert_by_onset on alert (onset, id);
        create index if not exists alert_by_vehicle on alert (vehicle, onset, id);
        create index if not exists alert_by_rule on alert (rule, onset, id);
        create index if not exists alert_by_status on alert (status, onset, id);

        create table if not exists alert_province (
          alert {text} not null,
          province integer not null,
          onset bigint not null,
          primary key (alert, province)
        );
        create index if not exists alert_by_province on alert_province (province, onset, alert);

        create table if not exists alert_event (
          sequence bigint primary key,
          alert {text} not null,
          revision integer not null,
          body text not null,
          unique (alert, revision)
        );

        create table if not exists alert_owner (partition integer primary key, epoch bigint not null);

        create table if not exists alert_reach (
          incarnation bigint not null,
          partition integer not null,
          vehicle {text} not null,
          reach bigint not null,
          primary key (incarnation, partition, vehicle)
        );

        create table if not exists alert_relay (
          relay {text} primary key,
          last bigint not null,
          holder {text} not null,
          until bigint not null
        );
        """;

    /// <summary>What leads from each version to the next, the first from version 1. An upgrade is one transaction.</summary>
    public static IReadOnlyList<string> Upgrades(AlertDatabase database) => [Open(database)];

    /// <summary>
    /// What is open is found, and counted, without reading what is not: columns for severity and detection, indexes over open alerts alone, and the
    /// counts, which every transaction keeps.
    /// </summary>
    private static string Open(AlertDatabase database) => $"""
        alter table alert add column severity integer not null default 0;
        alter table alert add column detected bigint not null default 0;
        update alert set
          severity = case {database.BodyValue("alert", "finding", "severity")} when 'Red' then 3 when 'Orange' then 2 when 'Yellow' then 1 else 0 end,
          detected = cast({database.BodyValue("alert", "detectedAt")} as bigint);
        create index alert_by_detected on alert (detected, id);
        create index alert_open on alert (onset, id) where status < 4;
        create index {OpenViolations} on alert (onset, id) where status < 4 and severity > 0;

        alter table alert_counter add column open_notice bigint not null default 0;
        alter table alert_counter add column open_yellow bigint not null default 0;
        alter table alert_counter add column open_orange bigint not null default 0;
        alter table alert_counter add column open_red bigint not null default 0;
        update alert_counter set
          open_notice = (select count(*) from alert where status < 4 and severity = 0),
          open_yellow = (select count(*) from alert where status < 4 and severity = 1),
          open_orange = (select count(*) from alert where status < 4 and severity = 2),
          open_red = (select count(*) from alert where status < 4 and severity = 3);
        """;
}
