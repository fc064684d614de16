-- By which versions of the rules' parameters vehicles of a partition were judged: a rule without a row has none on record. More than one while vehicles are
-- yet to be noted that others than the newest have judged. Moves: how often vehicles judged by it have come to a partition that had it.
create table history_parameters (
  partition integer not null,
  rule $text$ not null,
  version $text$ not null,
  body $text$ not null,
  moves integer not null default 0,
  primary key (partition, rule, version)
);
