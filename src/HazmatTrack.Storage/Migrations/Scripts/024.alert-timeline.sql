-- The timeline of the database when numbers of events were looked at last; 0 for never.
alter table alert_counter add column timeline bigint not null default 0;
