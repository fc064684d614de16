-- The same columns as on PostgreSQL; the rows stay in one table each, since retention deletes them one by one.
create temp table home_of (sign text primary key, home integer not null);
insert into home_of values
  ('京', 110000), ('津', 120000), ('冀', 130000), ('晋', 140000), ('蒙', 150000), ('辽', 210000),
  ('吉', 220000), ('黑', 230000), ('沪', 310000), ('苏', 320000), ('浙', 330000), ('皖', 340000),
  ('闽', 350000), ('赣', 360000), ('鲁', 370000), ('豫', 410000), ('鄂', 420000), ('湘', 430000),
  ('粤', 440000), ('桂', 450000), ('琼', 460000), ('渝', 500000), ('川', 510000), ('贵', 520000),
  ('云', 530000), ('藏', 540000), ('陕', 610000), ('甘', 620000), ('青', 630000), ('宁', 640000),
  ('新', 650000);

alter table alert add column first_onset integer not null default 0;
alter table alert add column operator text;
alter table alert add column home integer;
update alert set
  first_onset = json_extract(body, '$.alert.identity.firstOnset'),
  home = (select h.home from home_of h where h.sign = substr(alert.vehicle, 1, 1));
create unique index alert_first on alert (id, first_onset);
create index alert_by_first_onset on alert (first_onset);

alter table alert_province add column first_onset integer not null default 0;
update alert_province set first_onset = (select first_onset from alert where id = alert_province.alert);

alter table alert_event add column first_onset integer not null default 0;
alter table alert_event add column recorded_at integer not null default 0;
alter table alert_event add column operator text;
alter table alert_event add column home integer;
update alert_event set
  first_onset = (select first_onset from alert where id = alert_event.alert),
  recorded_at = json_extract(body, '$.event.at'),
  home = (select home from alert where id = alert_event.alert);

alter table alert_counter add column expired_to bigint not null default 0;
update alert_schema set version = 3;
drop table home_of;
