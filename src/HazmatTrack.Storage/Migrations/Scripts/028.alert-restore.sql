-- How far a restore that has not ended has read the topic of alerts: the last event that the store had when it began, the offset of the next record, and the greatest
-- number of an event before it.
create table alert_restore (
  relay $text$ not null,
  partition integer not null,
  had bigint not null,
  next_offset bigint not null,
  newest bigint not null,
  primary key (relay, partition)
);
