-- The same tables as on PostgreSQL. "insert or replace" deletes without the trigger of deletes, so a row that is there is refused before it is replaced.
create table audit_head (
  one integer primary key check (one = 1),
  sequence bigint not null,
  at bigint not null,
  chain $bytes$ not null,
  frontier $bytes$ not null
);
insert into audit_head (one, sequence, at, chain, frontier) values (1, 0, 0, zeroblob(32), zeroblob(0));

create table audit_record (
  sequence integer primary key,
  at bigint not null,
  actor $text$ not null,
  organisation $text$ not null,
  province integer not null,
  action integer not null,
  outcome integer not null,
  body $bytes$ not null,
  chain $bytes$ not null
);
create index audit_record_by_time on audit_record (at);
create index audit_record_by_actor on audit_record (actor, sequence);
create index audit_record_by_organisation on audit_record (organisation, sequence);
create index audit_record_by_province on audit_record (province, sequence);

create table audit_vehicle (
  sequence bigint not null,
  vehicle $text$ not null,
  primary key (sequence, vehicle)
) without rowid;
create index audit_vehicle_by_vehicle on audit_vehicle (vehicle, sequence);

create table audit_checkpoint (
  size integer primary key,
  at bigint not null,
  note text not null,
  frontier $bytes$ not null
);

create table audit_cosignature (
  size bigint not null,
  name $text$ not null,
  key_id $text$ not null,
  signature text not null,
  primary key (size, name, key_id)
) without rowid;

create table audit_drop (
  size integer primary key,
  at bigint not null
);

-- Which silo does what only one at a time does, until when, and how far it is. It proves nothing, and is updated.
create table audit_lease (
  name $text$ primary key,
  last bigint not null,
  holder text not null,
  until bigint not null
);

create trigger audit_record_fixed before update on audit_record begin
  select raise(abort, 'The audit record is append-only: update of audit_record is refused.');
end;
create trigger audit_vehicle_fixed before update on audit_vehicle begin
  select raise(abort, 'The audit record is append-only: update of audit_vehicle is refused.');
end;
create trigger audit_checkpoint_fixed before update on audit_checkpoint begin
  select raise(abort, 'The audit record is append-only: update of audit_checkpoint is refused.');
end;
create trigger audit_cosignature_fixed before update on audit_cosignature begin
  select raise(abort, 'The audit record is append-only: update of audit_cosignature is refused.');
end;
create trigger audit_drop_fixed before update on audit_drop begin
  select raise(abort, 'The audit record is append-only: update of audit_drop is refused.');
end;

create trigger audit_record_kept before delete on audit_record when old.sequence > (select coalesce(max(size), 0) from audit_drop) begin
  select raise(abort, 'The audit record is append-only: deleting from audit_record what retention has not dropped is refused.');
end;
create trigger audit_vehicle_kept before delete on audit_vehicle when old.sequence > (select coalesce(max(size), 0) from audit_drop) begin
  select raise(abort, 'The audit record is append-only: deleting from audit_vehicle what retention has not dropped is refused.');
end;
create trigger audit_checkpoint_kept before delete on audit_checkpoint when old.size >= (select coalesce(max(size), 0) from audit_drop) begin
  select raise(abort, 'The audit record is append-only: deleting from audit_checkpoint what retention has not dropped is refused.');
end;
create trigger audit_cosignature_kept before delete on audit_cosignature when old.size >= (select coalesce(max(size), 0) from audit_drop) begin
  select raise(abort, 'The audit record is append-only: deleting from audit_cosignature what retention has not dropped is refused.');
end;
create trigger audit_drop_kept before delete on audit_drop begin
  select raise(abort, 'The audit record is append-only: delete of audit_drop is refused.');
end;
create trigger audit_head_kept before delete on audit_head begin
  select raise(abort, 'The audit record is append-only: delete of audit_head is refused.');
end;

create trigger audit_record_added before insert on audit_record when new.sequence <= (select coalesce(max(sequence), 0) from audit_record) begin
  select raise(abort, 'The audit record is append-only: replacing a row of audit_record is refused.');
end;
create trigger audit_checkpoint_added before insert on audit_checkpoint when exists (select 1 from audit_checkpoint where size = new.size) begin
  select raise(abort, 'The audit record is append-only: replacing a row of audit_checkpoint is refused.');
end;
create trigger audit_cosignature_added before insert on audit_cosignature
when exists (select 1 from audit_cosignature where size = new.size and name = new.name and key_id = new.key_id) begin
  select raise(abort, 'The audit record is append-only: replacing a row of audit_cosignature is refused.');
end;
create trigger audit_drop_added before insert on audit_drop when exists (select 1 from audit_drop where size = new.size) begin
  select raise(abort, 'The audit record is append-only: replacing a row of audit_drop is refused.');
end;

create trigger audit_drop_proven before insert on audit_drop when not exists (select 1 from audit_checkpoint where size = new.size) begin
  select raise(abort, 'Audit records cannot be dropped: no checkpoint proves what they were.');
end;
create trigger audit_drop_old before insert on audit_drop
when exists (select 1 from audit_record where sequence = new.size and at > (unixepoch('now') - 1096 * 86400) * 1000) begin
  select raise(abort, 'Audit records cannot be dropped: the last is not three years old.');
end;
