-- What is open is found, and counted, without reading what is not: columns for severity and detection, indexes over open alerts alone,
-- and the counts, which every transaction keeps.
alter table alert add column severity integer not null default 0;
alter table alert add column detected bigint not null default 0;
update alert set
  severity = case json_extract(body, '$.alert.finding.severity') when 'Red' then 3 when 'Orange' then 2 when 'Yellow' then 1 else 0 end,
  detected = cast(json_extract(body, '$.alert.detectedAt') as bigint);
create index alert_by_detected on alert (detected, id);
create index alert_open on alert (onset, id) where status < 4;
create index alert_open_violation on alert (onset, id) where status < 4 and severity > 0;

alter table alert_counter add column open_notice bigint not null default 0;
alter table alert_counter add column open_yellow bigint not null default 0;
alter table alert_counter add column open_orange bigint not null default 0;
alter table alert_counter add column open_red bigint not null default 0;
update alert_counter set
  open_notice = (select count(*) from alert where status < 4 and severity = 0),
  open_yellow = (select count(*) from alert where status < 4 and severity = 1),
  open_orange = (select count(*) from alert where status < 4 and severity = 2),
  open_red = (select count(*) from alert where status < 4 and severity = 3);

update alert_schema set version = 2;
