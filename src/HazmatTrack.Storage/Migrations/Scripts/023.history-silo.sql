-- The silo that holds a partition, and the epoch of that: where the partition has another epoch by now, nobody is known to hold it.
alter table history_owner add column silo text;
alter table history_owner add column silo_epoch bigint not null default 0;
