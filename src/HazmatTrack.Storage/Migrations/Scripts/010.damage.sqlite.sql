create table if not exists history_damaged (
  kind text not null,
  partition int not null,
  number int not null,
  at bigint not null,
  found_at bigint not null,
  vehicle text,
  end_at bigint not null,
  points int not null,
  checkpoint_at bigint,
  checkpoint blob,
  data blob not null,
  reason text not null,
  given_up_at bigint,
  primary key (kind, partition, number, at, found_at)
);
create index if not exists history_damaged_vehicle on history_damaged (vehicle, at);
create table if not exists history_quarantine (
  partition int not null,
  vehicle text not null,
  since bigint not null,
  reason text not null,
  primary key (partition, vehicle)
);
create index if not exists history_quarantine_vehicle on history_quarantine (vehicle);
