-- Operators, the vehicles that they have, API keys and the sessions of people. The counter's row is locked by a change until it is visible, so that
-- revisions become visible in their order and a reader who saw one misses none before it. A changed row has the revision of its newest change.
create table access_counter (
  one integer primary key check (one = 1),
  revision bigint not null,
  recorded_at bigint not null
);
insert into access_counter (one, revision, recorded_at) values (1, 0, 0);

-- Under the unified social credit code; its version grows by one with each change.
create table access_operator (
  code $text$ primary key,
  version integer not null,
  name text not null,
  province integer not null,
  contact text not null,
  suspended integer not null,
  changed_at bigint not null,
  changed_by text not null,
  revision bigint not null
);
create index access_operator_by_revision on access_operator (revision);

-- One row for each time that a vehicle was an operator's: from since, before until. Rows are added and ended, and never deleted.
create table access_vehicle (
  vehicle $text$ not null,
  since bigint not null,
  until bigint,
  operator $text$ not null,
  registered_by text not null,
  released_by text,
  revision bigint not null,
  primary key (vehicle, since)
);
create unique index access_vehicle_now on access_vehicle (vehicle) where until is null;
create index access_vehicle_by_operator on access_vehicle (operator, vehicle) where until is null;
create index access_vehicle_by_revision on access_vehicle (revision);

-- Hashes in hexadecimal digits. Roles and actions by their names and ranges of addresses in CIDR notation, with a space between two; provinces by their bits.
create table access_key (
  id $text$ primary key,
  secret_hash text not null,
  owner $text$ not null,
  name $text$ not null,
  roles text not null,
  actions text not null,
  provinces integer not null,
  addresses text not null,
  expires_at bigint not null,
  created_at bigint not null,
  created_by text not null,
  last_used_at bigint,
  revoked_at bigint,
  revoked_by text,
  revision bigint not null
);
create index access_key_by_owner on access_key (owner, name);
create index access_key_by_revision on access_key (revision);

-- Under the SHA-256 of a secret that is not stored.
create table access_session (
  id $text$ primary key,
  issuer $text$ not null,
  subject $text$ not null,
  name text not null,
  roles text not null,
  organisation text,
  provinces integer not null,
  signed_in_at bigint not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  ends_at bigint not null,
  ended_at bigint,
  ended_by text,
  revision bigint not null
);
create index access_session_by_person on access_session (issuer, subject);
create index access_session_by_end on access_session (ends_at);
create index access_session_by_revision on access_session (revision);

-- Keys by which the web framework protects its cookies, as the XML that it makes of them.
create table access_ring_key (
  id $text$ primary key,
  xml text not null
);
