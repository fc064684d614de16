-- The timeline of the database when something was filed last; 0 for never.
alter table registry_counter add column timeline bigint not null default 0;
