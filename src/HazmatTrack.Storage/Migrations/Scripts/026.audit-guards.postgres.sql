-- What guards the audit record, against a role that may add to it and make functions, operators and temporary tables of its own: names are looked up in the
-- catalog first and among temporary tables last, and what is compared has the same type on either side. Done again by `migrate`, which may find these
-- functions in other hands.
create or replace function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'The audit record is append-only: % of % is refused.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;

create or replace function audit_refuse_kept() returns trigger language plpgsql as $$
begin
  if (pg_catalog.to_jsonb(old) operator(pg_catalog.->>) tg_argv[0])::bigint
    <= (select coalesce(max(size), 0::bigint) from audit_drop) - tg_argv[1]::bigint then
    return old;
  end if;
  raise exception 'The audit record is append-only: deleting from % what retention has not dropped is refused.', tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

-- Every record that would go is old, not only the last: who adds a record may give it any time. Those before the last drop are gone.
create or replace function audit_check_drop() returns trigger language plpgsql as $$
declare
  youngest bigint := (extract(epoch from clock_timestamp() - interval '1096 days') * 1000::numeric)::bigint;
begin
  if not exists (select 1 from audit_checkpoint where size = new.size) then
    raise exception 'Audit records up to % cannot be dropped: no checkpoint proves what they were.', new.size using errcode = 'insufficient_privilege';
  end if;
  if not exists (select 1 from audit_record where sequence = new.size) then
    raise exception 'Audit records up to % cannot be dropped: there is no such record.', new.size using errcode = 'insufficient_privilege';
  end if;
  if exists (
    select 1 from audit_record
    where sequence > (select coalesce(max(size), 0::bigint) from audit_drop) and sequence <= new.size and at > youngest) then
    raise exception 'Audit records up to % cannot be dropped: not all are three years old.', new.size using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create or replace function audit_delete_dropped(most bigint) returns bigint language plpgsql security definer as $$
declare
  last bigint := (select coalesce(max(size), 0::bigint) from audit_drop);
  upto bigint := (select least(last, min(sequence) + most - 1::bigint) from audit_record);
  deleted bigint;
begin
  delete from audit_vehicle where sequence <= upto;
  delete from audit_record where sequence <= upto;
  get diagnostics deleted = row_count;
  delete from audit_cosignature where size < last;
  delete from audit_checkpoint where size < last;
  return deleted;
end $$;

do $$
begin
  execute format('alter function audit_refuse() set search_path = pg_catalog, %I, pg_temp', current_schema());
  execute format('alter function audit_refuse_kept() set search_path = pg_catalog, %I, pg_temp', current_schema());
  execute format('alter function audit_check_drop() set search_path = pg_catalog, %I, pg_temp', current_schema());
  execute format('alter function audit_delete_dropped(bigint) set search_path = pg_catalog, %I, pg_temp', current_schema());
end $$;
create or replace trigger audit_record_kept before delete on audit_record for each row execute function audit_refuse_kept('sequence', '0');
create or replace trigger audit_vehicle_kept before delete on audit_vehicle for each row execute function audit_refuse_kept('sequence', '0');
create or replace trigger audit_checkpoint_kept before delete on audit_checkpoint for each row execute function audit_refuse_kept('size', '1');
create or replace trigger audit_cosignature_kept before delete on audit_cosignature for each row execute function audit_refuse_kept('size', '1');
create or replace trigger audit_drop_checked before insert on audit_drop for each row execute function audit_check_drop();
create or replace trigger audit_record_fixed before update on audit_record for each row execute function audit_refuse();
create or replace trigger audit_vehicle_fixed before update on audit_vehicle for each row execute function audit_refuse();
create or replace trigger audit_checkpoint_fixed before update on audit_checkpoint for each row execute function audit_refuse();
create or replace trigger audit_cosignature_fixed before update on audit_cosignature for each row execute function audit_refuse();
create or replace trigger audit_drop_fixed before update or delete on audit_drop for each row execute function audit_refuse();
create or replace trigger audit_head_kept before delete on audit_head for each row execute function audit_refuse();
create or replace trigger audit_record_whole before truncate on audit_record for each statement execute function audit_refuse();
create or replace trigger audit_vehicle_whole before truncate on audit_vehicle for each statement execute function audit_refuse();
create or replace trigger audit_checkpoint_whole before truncate on audit_checkpoint for each statement execute function audit_refuse();
create or replace trigger audit_cosignature_whole before truncate on audit_cosignature for each statement execute function audit_refuse();
create or replace trigger audit_drop_whole before truncate on audit_drop for each statement execute function audit_refuse();
create or replace trigger audit_head_whole before truncate on audit_head for each statement execute function audit_refuse();
