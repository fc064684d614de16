-- By how many partitions of the topic the vehicles of a partition are placed (0: not recorded), the number that this changes to (0: it does not), and
-- the offset from which records are judged by the newer one.
alter table history_owner add column partitions integer not null default 0;
alter table history_owner add column grows_to integer not null default 0;
alter table history_owner add column cut bigint not null default 0;
