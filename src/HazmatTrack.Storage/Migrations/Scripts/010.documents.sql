-- Up to which revision of the registry filings have been noted for the vehicles of a partition; null before documents are followed.
alter table history_owner add column documents_revision bigint;
-- Why a vehicle is judged again, by the numbers of ChangeCause: notes from before are of late reports.
alter table history_rejudge add column cause int not null default 1;
