-- The timeline of the database when a partition was taken over last; 0 for before this column.
alter table history_owner add column timeline bigint not null default 0;
