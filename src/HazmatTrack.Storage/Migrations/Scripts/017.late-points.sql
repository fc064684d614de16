-- Late points, those at or before a vehicle's sealed end, that are not merged into its chunks yet: a row for each append, like history_journal.
create table history_late (
  partition integer not null,
  id bigint not null,
  written bigint not null,
  data $bytes$ not null,
  primary key (partition, id)
);
