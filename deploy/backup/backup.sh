#!/usr/bin/env bash
# Makes a base backup of PostgreSQL. With it and the archived log (archive.sh) the database can be restored to any moment since.
#   deploy/backup/backup.sh FOLDER [DAYS]
# FOLDER is that of archive.sh; the backup becomes FOLDER/base/2026-11-30T023000Z. Backups older than DAYS (default 30) are deleted, but never the last one before
# them, and with them the log that no backup needs. The connection is that of psql: PGHOST, PGPORT, PGUSER, PGPASSFILE; the user has REPLICATION.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
folder=$1 days=${2:-30}
[ "$(psql -XAt -d postgres -c 'show archive_mode')" != off ] \
  || { echo "backup.sh: archive_mode is off: without the archived log the database could be restored to the moment of a backup alone. See archive.sh." >&2; exit 1; }
mkdir -p "$folder/base"
rm -rf "$folder/base/partial"
pg_basebackup --pgdata "$folder/base/partial" --format tar --gzip --checkpoint fast --no-password

# By when it is whole: it cannot be restored to a moment before.
at=$(date -u +%Y-%m-%dT%H%M%SZ)
mv "$folder/base/partial" "$folder/base/$at"

# The backups in order of time; what is older than the last one before the limit is not needed.
limit=$(date -u -d "$days days ago" +%Y-%m-%dT%H%M%SZ) needed=
for backup in "$folder"/base/*Z; do
  [ -n "$needed" ] && [[ $(basename "$backup") > $limit ]] || needed=$backup
done
for backup in "$folder"/base/*Z; do
  [ "$backup" = "$needed" ] && break
  rm -rf "$backup"
done
first=$(tar -xOzf "$needed/base.tar.gz" backup_label | sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\)).*/\1/p')
[ -z "$first" ] || find "$folder/wal" -type f -name '????????????????????????' | while read -r file; do
  # The first 8 digits are the timeline: an older one ends where its place in the log, the other digits, does.
  [[ $(basename "$file" | cut -c9-) < ${first:8} ]] && rm -f "$file" || true
done
echo "$folder/base/$at"
