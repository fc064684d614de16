-- The audit record: rows are added and never changed. Triggers refuse everything else, for the owner of the tables too; retention deletes what audit_drop
-- covers, and that takes only what a checkpoint proves and what is three years old (网络数据安全管理条例 art. 12).
create table audit_head (
  one integer primary key check (one = 1),
  sequence bigint not null,
  at bigint not null,
  chain $bytes$ not null,
  frontier $bytes$ not null
);
insert into audit_head (one, sequence, at, chain, frontier) values (1, 0, 0, decode(repeat('00', 32), 'hex'), '');

-- at is when a record was recorded, which never decreases with the sequence. The body is what is hashed; the other columns are for searching.
create table audit_record (
  sequence bigint primary key,
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
);
create index audit_vehicle_by_vehicle on audit_vehicle (vehicle, sequence);

-- frontier is the right edge of the Merkle tree of that size, from which the tree is continued once the records are dropped.
create table audit_checkpoint (
  size bigint primary key,
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
);

-- Up to which record retention has dropped records, or is about to.
create table audit_drop (
  size bigint primary key,
  at bigint not null
);

-- Which silo does what only one at a time does, until when, and how far it is. It proves nothing, and is updated.
create table audit_lease (
  name $text$ primary key,
  last bigint not null,
  holder text not null,
  until bigint not null
);

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'The audit record is append-only: % of % is refused.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function audit_refuse_kept() returns trigger language plpgsql as $$
begin
  if (to_jsonb(old) ->> tg_argv[0])::bigint <= (select coalesce(max(size), 0) from audit_drop) - tg_argv[1]::bigint then
    return old;
  end if;
  raise exception 'The audit record is append-only: deleting from % what retention has not dropped is refused.', tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create function audit_check_drop() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from audit_checkpoint where size = new.size) then
    raise exception 'Audit records up to % cannot be dropped: no checkpoint proves what they were.', new.size using errcode = 'insufficient_privilege';
  end if;
  if exists (select 1 from audit_record where sequence = new.size and at > extract(epoch from clock_timestamp() - interval '1096 days') * 1000) then
    raise exception 'Audit records up to % cannot be dropped: the last is not three years old.', new.size using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create trigger audit_record_kept before delete on audit_record for each row execute function audit_refuse_kept('sequence', '0');
create trigger audit_vehicle_kept before delete on audit_vehicle for each row execute function audit_refuse_kept('sequence', '0');

-- The checkpoint of the last dropped record stays: it proves what was there.
create trigger audit_checkpoint_kept before delete on audit_checkpoint for each row execute function audit_refuse_kept('size', '1');
create trigger audit_cosignature_kept before delete on audit_cosignature for each row execute function audit_refuse_kept('size', '1');
create trigger audit_drop_checked before insert on audit_drop for each row execute function audit_check_drop();

create trigger audit_record_fixed before update on audit_record for each row execute function audit_refuse();
create trigger audit_vehicle_fixed before update on audit_vehicle for each row execute function audit_refuse();
create trigger audit_checkpoint_fixed before update on audit_checkpoint for each row execute function audit_refuse();
create trigger audit_cosignature_fixed before update on audit_cosignature for each row execute function audit_refuse();
create trigger audit_drop_fixed before update or delete on audit_drop for each row execute function audit_refuse();
create trigger audit_head_kept before delete on audit_head for each row execute function audit_refuse();

create trigger audit_record_whole before truncate on audit_record for each statement execute function audit_refuse();
create trigger audit_vehicle_whole before truncate on audit_vehicle for each statement execute function audit_refuse();
create trigger audit_checkpoint_whole before truncate on audit_checkpoint for each statement execute function audit_refuse();
create trigger audit_cosignature_whole before truncate on audit_cosignature for each statement execute function audit_refuse();
create trigger audit_drop_whole before truncate on audit_drop for each statement execute function audit_refuse();
create trigger audit_head_whole before truncate on audit_head for each statement execute function audit_refuse();

-- Retention for a role that may not delete: deletes some rows that audit_drop covers, with the rights of the owner, and answers how many records.
create function audit_delete_dropped(most bigint) returns bigint language plpgsql security definer as $$
declare
  last bigint := (select coalesce(max(size), 0) from audit_drop);
  upto bigint := (select least(last, min(sequence) + most - 1) from audit_record);
  deleted bigint;
begin
  delete from audit_vehicle where sequence <= upto;
  delete from audit_record where sequence <= upto;
  get diagnostics deleted = row_count;
  delete from audit_cosignature where size < last;
  delete from audit_checkpoint where size < last;
  return deleted;
end $$;

-- A function with the rights of its owner must not find other tables of the same names.
do $$
begin
  execute format('alter function audit_delete_dropped(bigint) set search_path = %I, pg_temp', current_schema());
end $$;

-- Where the role of the program is not the owner, it adds and reads, whatever default privileges have given it.
do $$
declare
  given record;
begin
  for given in
    select distinct table_name, grantee from information_schema.table_privileges
    where table_schema = current_schema() and grantee <> current_user and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
      and table_name in ('audit_head', 'audit_record', 'audit_vehicle', 'audit_checkpoint', 'audit_cosignature', 'audit_drop')
  loop
    execute format(
      'revoke %s on %I from %s', case when given.table_name = 'audit_head' then 'delete, truncate' else 'update, delete, truncate' end,
      given.table_name, case when given.grantee = 'PUBLIC' then 'public' else quote_ident(given.grantee) end);
  end loop;
end $$;
