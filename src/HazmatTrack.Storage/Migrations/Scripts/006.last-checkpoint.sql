-- Each vehicle's newest checkpoint among those whose chunks retention has removed: judging again begins there where no younger one is older
-- than the report that came late.
create table history_last_checkpoint (
  vehicle integer primary key,
  checkpoint_at bigint not null,
  checkpoint $bytes$ not null
);
