-- Whom a document is for that is bound to a person or an operator; null for vehicles, which have a column, for areas, which the content describes, and
-- for what applies to everything.
alter table registry_document add column subject $text$;
-- Persons and operators that documents of vehicles name: whose vehicles a document of theirs concerns.
create table registry_named (
  subject $text$ not null,
  kind $text$ not null,
  number $text$ not null,
  version integer not null,
  vehicle $text$ not null,
  primary key (subject, kind, number, version)
);
