-- Alerts, their provinces and their events lie in one table a month, by the first onset of the alert: that is part of its identity and never
-- changes, so an alert and all that happened to it lie in the same month and go together. A row is found by id and first onset with one
-- descent of one index; who has only the id asks alert_key for the onset, which also keeps ids unique over all months. Numbers of events are
-- unique by the lock of the counter.
--
-- Also: whose the vehicle is and where it is at home (no document names an operator yet), when an event was recorded, and up to which number
-- retention has removed events.
create temp table home_of (sign text primary key, home integer not null);
insert into home_of values
  ('京', 110000), ('津', 120000), ('冀', 130000), ('晋', 140000), ('蒙', 150000), ('辽', 210000),
  ('吉', 220000), ('黑', 230000), ('沪', 310000), ('苏', 320000), ('浙', 330000), ('皖', 340000),
  ('闽', 350000), ('赣', 360000), ('鲁', 370000), ('豫', 410000), ('鄂', 420000), ('湘', 430000),
  ('粤', 440000), ('桂', 450000), ('琼', 460000), ('渝', 500000), ('川', 510000), ('贵', 520000),
  ('云', 530000), ('藏', 540000), ('陕', 610000), ('甘', 620000), ('青', 630000), ('宁', 640000),
  ('新', 650000);

alter table alert rename to alert_before;
alter table alert_province rename to alert_province_before;
alter table alert_event rename to alert_event_before;
alter table alert_before rename constraint alert_pkey to alert_before_pkey;
alter table alert_province_before rename constraint alert_province_pkey to alert_province_before_pkey;
alter table alert_event_before rename constraint alert_event_pkey to alert_event_before_pkey;
drop index if exists alert_by_onset, alert_by_vehicle, alert_by_rule, alert_by_status, alert_by_detected, alert_open, alert_open_violation, alert_by_province;

create table alert_key (id $text$ primary key, first_onset bigint not null);

create table alert (
  id $text$ not null,
  first_onset bigint not null,
  onset bigint not null,
  detected bigint not null,
  status integer not null,
  severity integer not null,
  home integer,
  vehicle $text$ not null,
  rule $text$ not null,
  operator text,
  body text not null,
  primary key (id, first_onset)
) partition by range (first_onset);
create index alert_by_onset on alert (onset, id);
create index alert_by_vehicle on alert (vehicle, onset, id);
create index alert_by_rule on alert (rule, onset, id);
create index alert_by_status on alert (status, onset, id);
create index alert_by_detected on alert (detected, id);
create index alert_open on alert (onset, id) where status < 4;
create index alert_open_violation on alert (onset, id) where status < 4 and severity > 0;

create table alert_province (
  alert $text$ not null,
  first_onset bigint not null,
  onset bigint not null,
  province integer not null,
  primary key (alert, province, first_onset)
) partition by range (first_onset);
create index alert_by_province on alert_province (province, onset, alert);

create table alert_event (
  sequence bigint not null,
  first_onset bigint not null,
  recorded_at bigint not null,
  revision integer not null,
  home integer,
  alert $text$ not null,
  operator text,
  body text not null,
  primary key (sequence, first_onset),
  unique (alert, revision, first_onset)
) partition by range (first_onset);
-- Tells at once that nothing has happened to a month for years.
create index alert_event_by_recorded on alert_event using brin (recorded_at) with (autosummarize = on);

insert into alert_key select id, (body::jsonb #>> '{alert,identity,firstOnset}')::bigint from alert_before;

do $$
declare
  month timestamp;
  parent text;
begin
  for month in select distinct date_trunc('month', to_timestamp(first_onset / 1000.0) at time zone 'UTC') from alert_key loop
    foreach parent in array array['alert', 'alert_province', 'alert_event'] loop
      execute format(
        'create table %I partition of %I for values from (%s) to (%s)',
        parent || '_m' || to_char(month, 'YYYYMMDD'),
        parent,
        (extract(epoch from month) * 1000)::bigint,
        (extract(epoch from month + interval '1 month') * 1000)::bigint);
    end loop;
  end loop;
end $$;

insert into alert (id, first_onset, onset, detected, status, severity, home, vehicle, rule, body)
select b.id, k.first_onset, b.onset, b.detected, b.status, b.severity, h.home, b.vehicle, b.rule, b.body
from alert_before b join alert_key k on k.id = b.id left join home_of h on h.sign = left(b.vehicle, 1);

insert into alert_province (alert, first_onset, onset, province)
select b.alert, k.first_onset, b.onset, b.province from alert_province_before b join alert_key k on k.id = b.alert;

insert into alert_event (sequence, first_onset, recorded_at, revision, home, alert, body)
select b.sequence, k.first_onset, (b.body::jsonb #>> '{event,at}')::bigint, b.revision, h.home, b.alert, b.body
from alert_event_before b join alert_key k on k.id = b.alert join alert_before a on a.id = b.alert left join home_of h on h.sign = left(a.vehicle, 1);

do $$ begin
  if (select count(*) from alert_event) <> (select count(*) from alert_event_before) then
    raise 'Events without an alert would be lost.';
  end if;
end $$;

drop table alert_before, alert_province_before, alert_event_before, home_of;
alter table alert_counter add column expired_to bigint not null default 0;
update alert_schema set version = 3;
