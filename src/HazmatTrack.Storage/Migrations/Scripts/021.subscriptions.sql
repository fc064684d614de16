-- Whom alerts are sent to. Rules, severities and mail addresses with a space between two; provinces by their bits; secrets encrypted by keys that are not here.
-- taken_to is the event up to which everything was taken in or was not for it, and since the one after which it began. The holder sends until a time.
create table subscription (
  id $text$ primary key,
  version integer not null,
  name text not null,
  channel integer not null,
  role text not null,
  operator $text$,
  provinces integer not null,
  rules text not null,
  severities text not null,
  targets text not null,
  secret text,
  old_secret text,
  old_until bigint,
  since bigint not null,
  taken_to bigint not null,
  created_at bigint not null,
  created_by text not null,
  changed_at bigint not null,
  changed_by text not null,
  disabled_at bigint,
  disabled_why text,
  mailed_at bigint,
  holder text,
  until bigint not null default 0
);

-- Events on their way to a subscription, and those that were set aside (dead). A delivered one has no row. Those of one batch are in one mail.
create table subscription_delivery (
  subscription $text$ not null,
  sequence bigint not null,
  event $text$ not null,
  vehicle $text$ not null,
  gone integer not null,
  dead integer not null,
  attempts integer not null,
  taken_at bigint not null,
  next_at bigint not null,
  tried_at bigint,
  status integer,
  error text,
  excerpt text,
  batch text,
  primary key (subscription, sequence)
);
create index subscription_delivery_waiting on subscription_delivery (subscription, vehicle, sequence) where dead = 0;
create index subscription_delivery_dead on subscription_delivery (subscription, sequence) where dead = 1;
