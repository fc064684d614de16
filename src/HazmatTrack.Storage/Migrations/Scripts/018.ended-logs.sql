-- Up to which event time the reports go that the newest change rests on; a program that does not write it leaves 0.
alter table alert_reach add column evaluated_to bigint not null default 0;

-- Vehicles whose alerts rest on reports of an ended log, up to this event time, that history does not have.
create table alert_lacking (vehicle $text$ primary key, until bigint not null);
