create table if not exists history_owner (
  partition integer primary key,
  epoch integer not null,
  journal_id integer not null,
  incarnation integer not null,
  last_offset integer not null
);
create table if not exists history_vehicle (
  id integer primary key,
  partition integer not null,
  name text not null,
  sealed_to integer,
  chunk_start integer,
  chunk_points integer not null default 0,
  checkpoint_bound integer,
  unique (name, partition)
);
create index if not exists history_vehicle_partition on history_vehicle (partition);
create table if not exists history_chunk (
  id integer primary key,
  vehicle integer not null,
  start_at integer not null,
  end_at integer not null,
  points integer not null,
  checkpoint_at integer,
  checkpoint blob,
  data blob not null
);
create unique index if not exists history_chunk_key on history_chunk (vehicle, start_at);
-- Time in minutes: the tree holds 32-bit numbers.
create virtual table if not exists history_place using rtree_i32 (id, start_min, end_min, south, north, west, east);
create table if not exists history_journal (
  key integer primary key,
  partition integer not null,
  id integer not null,
  written integer not null,
  data blob not null
);
create unique index if not exists history_journal_key on history_journal (partition, id);
create table if not exists history_rejudge (
  vehicle integer primary key,
  partition integer not null,
  since integer not null,
  id integer not null
);
