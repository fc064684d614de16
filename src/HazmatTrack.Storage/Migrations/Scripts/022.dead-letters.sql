-- Dead letters of operators. The counter's row is locked by each transaction that adds letters until they are visible, so that ids become visible in order and
-- what an operator has kept of a day is counted by one writer at a time.
create table dead_letter_counter (
  one integer primary key check (one = 1),
  last bigint not null
);
insert into dead_letter_counter (one, last) values (1, 0);

-- Up to where each partition of the topic was read, by the topic's identity: one that was created again begins at 0.
create table dead_letter_read (
  log $text$ not null,
  partition integer not null,
  next bigint not null,
  read_at bigint not null,
  primary key (log, partition)
);

-- Under the place of the original, which is the same where a letter was written twice. Nobody's letters have the operator ''; unknown vehicles and topics are ''.
create table dead_letter (
  id bigint primary key,
  origin $text$ not null unique,
  operator $text$ not null,
  vehicle $text$ not null,
  reason $text$ not null,
  detail_zh text not null,
  detail_en text not null,
  refused_at bigint not null,
  day integer not null,
  topic text not null,
  partition integer not null,
  position bigint not null,
  body $bytes$ not null,
  body_length integer not null,
  claimed_at bigint,
  resent_at bigint,
  resent_by text
);
create index dead_letter_by_operator on dead_letter (operator, id);
create index dead_letter_by_vehicle on dead_letter (operator, vehicle, id);
create index dead_letter_by_day on dead_letter (day);

-- How many reports were refused, and how many letters of them were kept. Only a vehicle that was the operator's own is named; others are ''.
create table dead_letter_count (
  operator $text$ not null,
  day integer not null,
  vehicle $text$ not null,
  reason $text$ not null,
  refused bigint not null,
  kept bigint not null,
  primary key (operator, day, vehicle, reason)
);
create index dead_letter_count_by_day on dead_letter_count (day);
