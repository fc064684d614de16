create table if not exists alert_schema (one integer primary key check (one = 1), version integer not null);
insert into alert_schema (one, version) values (1, 1) on conflict (one) do nothing;

create table if not exists alert_counter (one integer primary key check (one = 1), last bigint not null);
insert into alert_counter (one, last) values (1, 0) on conflict (one) do nothing;

create table if not exists alert (
  id $text$ primary key,
  vehicle $text$ not null,
  rule $text$ not null,
  status integer not null,
  onset bigint not null,
  body text not null
);
create index if not exists alert_by_onset on alert (onset, id);
create index if not exists alert_by_vehicle on alert (vehicle, onset, id);
create index if not exists alert_by_rule on alert (rule, onset, id);
create index if not exists alert_by_status on alert (status, onset, id);

create table if not exists alert_province (
  alert $text$ not null,
  province integer not null,
  onset bigint not null,
  primary key (alert, province)
);
create index if not exists alert_by_province on alert_province (province, onset, alert);

create table if not exists alert_event (
  sequence bigint primary key,
  alert $text$ not null,
  revision integer not null,
  body text not null,
  unique (alert, revision)
);

create table if not exists alert_owner (partition integer primary key, epoch bigint not null);

create table if not exists alert_reach (
  incarnation bigint not null,
  partition integer not null,
  vehicle $text$ not null,
  reach bigint not null,
  primary key (incarnation, partition, vehicle)
);

create table if not exists alert_relay (
  relay $text$ primary key,
  last bigint not null,
  holder $text$ not null,
  until bigint not null
);
