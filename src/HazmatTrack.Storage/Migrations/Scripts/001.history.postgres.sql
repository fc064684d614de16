-- Data stays in the row, uncompressed by the server: it is compressed already, and a row of some kilobytes is read with one page
-- where an out-of-line value costs another index descent.
create table if not exists history_owner (
  partition int primary key,
  epoch bigint not null,
  journal_id bigint not null,
  incarnation bigint not null,
  last_offset bigint not null
) with (fillfactor = 20);
create table if not exists history_vehicle (
  id int generated always as identity primary key,
  partition int not null,
  name text not null,
  sealed_to bigint,
  chunk_start bigint,
  chunk_points int not null default 0,
  checkpoint_bound bigint,
  unique (name, partition)
) with (fillfactor = 60);
create index if not exists history_vehicle_partition on history_vehicle (partition);
create table if not exists history_chunk (
  start_at bigint not null,
  end_at bigint not null,
  checkpoint_at bigint,
  vehicle int not null,
  points int not null,
  south int,
  north int,
  west int,
  east int,
  checkpoint bytea,
  data bytea not null,
  primary key (vehicle, start_at)
) partition by range (start_at);
alter table history_chunk alter column data set storage external;
alter table history_chunk alter column checkpoint set storage external;
create index if not exists history_chunk_place on history_chunk
  using gist (int8range(start_at, end_at, '[]'), box(point(west, south), point(east, north)));
create table if not exists history_journal (
  partition int not null,
  id bigint not null,
  written bigint not null,
  data bytea not null,
  primary key (partition, id)
);
alter table history_journal alter column data set storage external;
create table if not exists history_rejudge (
  vehicle int primary key,
  partition int not null,
  since bigint not null,
  id bigint not null
);
