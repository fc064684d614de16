-- One row per version of a document; rows are added and never changed or deleted. The counter's row is locked by a filing until it is
-- visible, so that revisions become visible in their order and a reader who saw one misses none before it.
create table if not exists registry_counter (
  one integer primary key check (one = 1),
  schema_version integer not null,
  revision bigint not null,
  recorded_at bigint not null
);
insert into registry_counter (one, schema_version, revision, recorded_at) values (1, 1, 0, 0) on conflict (one) do nothing;

create table if not exists registry_document (
  kind $text$ not null,
  number $text$ not null,
  version integer not null,
  revision bigint not null unique,
  vehicle $text$,
  valid_from bigint not null,
  valid_to bigint not null,
  withdrawn_at bigint,
  recorded_at bigint not null,
  filed_by text not null,
  content text not null,
  primary key (kind, number, version)
);
create index if not exists registry_document_by_vehicle on registry_document (vehicle, kind, number);
