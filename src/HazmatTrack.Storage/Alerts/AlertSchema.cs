namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// The tables. Alerts, their events and what people did are kept for at least three years (动态监督办法 art. 25; domain.md §1.5):
/// nothing here deletes them.
/// </summary>
internal static class AlertSchema
{
    public const int Version = 1;

    /// <param name="text">The engine's type of a text that is compared byte by byte.</param>
    public static string Create(string text) => $"""
        create table if not exists alert_schema (one integer primary key check (one = 1), version integer not null);
        insert into alert_schema values (1, {Version}) on conflict (one) do nothing;

        create table if not exists alert_counter (one integer primary key check (one = 1), last bigint not null);
        insert into alert_counter values (1, 0) on conflict (one) do nothing;

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
}
