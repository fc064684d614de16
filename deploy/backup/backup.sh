#!/usr/bin/env bash
# Makes a base backup of PostgreSQL. With it and the archived log (archive.sh) the database can be restored to any moment since.
#   deploy/backup/backup.sh FOLDER [DAYS]
# FOLDER is that of archive.sh; the backup becomes FOLDER/base/2026-11-30T023000Z, by the time at which it was whole. Backups older than DAYS (default 30) are
# deleted, but for the last of them, and the log that no backup needs. The connection is that of psql: PGHOST, PGPORT, PGUSER, PGPASSFILE; the user has
# REPLICATION and pg_monitor.
set -euo pipefail
umask 077
[ $# -ge 1 ] || { sed -n '2,7p' "$0" >&2; exit 2; }
folder=$1 days=${2:-30}
ask() { psql -XAt -d postgres -c "$1"; }
[ "$(ask 'show archive_mode')" != off ] \
  || { echo "backup.sh: archive_mode is off: without the archived log the database could be restored to the moment of a backup alone. See archive.sh." >&2; exit 1; }
[ "$(ask 'select coalesce(last_failed_time > coalesce(last_archived_time, last_failed_time - interval $$1 s$$), false) from pg_stat_archiver')" = f ] \
  || { echo "backup.sh: the log is not archived: the last attempt failed ($(ask 'select last_failed_wal from pg_stat_archiver')). The log of the server says why. Nothing was deleted." >&2; exit 1; }
[ -d "$folder/wal" ] || { echo "backup.sh: there is no folder $folder/wal. Is $folder mounted?" >&2; exit 1; }
mkdir -p "$folder/base"
exec 9>"$folder/base/lock"
flock -n 9 || { echo "backup.sh: another backup to $folder runs." >&2; exit 1; }
rm -rf "$folder/base/partial"
pg_basebackup --pgdata "$folder/base/partial" --format tar --gzip --checkpoint fast --no-password
# Recovery ends where one of these is smaller than it was here; the configuration may lie outside the data folder, and is then in no base backup.
ask "select name || ' = ' || setting from pg_settings where name in
  ('max_connections', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction')" >"$folder/base/partial/least.conf"
at=$(date -u +%Y-%m-%dT%H%M%SZ)
mv "$folder/base/partial" "$folder/base/$at"

# In order of time. The last backup before the limit is needed for the days after it.
limit=$(date -u -d "$days days ago" +%Y-%m-%dT%H%M%SZ) oldest=
for backup in "$folder"/base/*Z; do
  [ -n "$oldest" ] && [[ $(basename "$backup") > $limit ]] || oldest=$backup
done
for backup in "$folder"/base/*Z; do
  [ "$backup" = "$oldest" ] && break
  rm -rf "$backup"
done

# The log is needed from the least place on at which a backup begins, on any timeline (the first 8 digits of a file's name).
first=
for backup in "$folder"/base/*Z; do
  start=$(tar -xOzf "$backup/base.tar.gz" --occurrence=1 backup_label | sed -n 's/^START WAL LOCATION: .*(file [0-9A-F]\{8\}\([0-9A-F]*\)).*/\1/p')
  [ -n "$start" ] || { echo "backup.sh: $backup/base.tar.gz does not say where it begins in the log. Nothing was deleted from the log." >&2; exit 1; }
  [ -n "$first" ] && [[ ! $start < $first ]] || first=$start
done
find "$folder/wal" -type f -name '????????????????????????.gz' | while read -r file; do
  name=$(basename "$file" .gz)
  [[ ${name:8} < $first ]] && rm -f "$file" || true
done
echo "$folder/base/$at"
