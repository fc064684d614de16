-- Kinds of document that an owner of a partition did not know, each with the revision after which it passed filings of them over: kind=revision, with blanks
-- in between. Null for none, as it is but for a while after a rollback.
alter table history_owner add column documents_passed $text$;
