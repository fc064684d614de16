#!/usr/bin/env bash
# Restores PostgreSQL's data folder from a base backup (backup.sh) and the archived log (archive.sh).
#   deploy/backup/restore.sh FOLDER DATA [TIME]
# FOLDER is that of archive.sh, DATA the data folder: empty, or not there yet. TIME is the moment to restore to, as 2026-11-30 14:05:00+08; without it, all that
# was archived. Run it as the user of the database, and start PostgreSQL then: it reads the log and opens once it has. docs/backup.md has all steps.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
folder=$(cd "$1" && pwd) data=$2 time=${3:-}
mkdir -p "$data"
chmod 700 "$data"
[ -z "$(ls -A "$data")" ] || { echo "restore.sh: $data is not empty. Move it away first: it may have the newest part of the log (pg_wal)." >&2; exit 1; }
limit=$(date -u ${time:+-d "$time"} +%Y-%m-%dT%H%M%SZ) chosen=
for backup in "$folder"/base/*Z; do
  [ -e "$backup" ] && [[ ! $(basename "$backup") > $limit ]] && chosen=$backup
done
[ -n "$chosen" ] || { echo "restore.sh: there is no backup in $folder/base from before ${time:-now}." >&2; exit 1; }
tar -xzf "$chosen/base.tar.gz" -C "$data"
[ ! -e "$chosen/pg_wal.tar.gz" ] || tar -xzf "$chosen/pg_wal.tar.gz" -C "$data/pg_wal"
touch "$data/recovery.signal"
{
  echo "restore_command = 'cp \"$folder/wal/%f\" \"%p\"'"
  [ -z "$time" ] || echo "recovery_target_time = '$time'"
  echo "recovery_target_action = 'promote'"
} >>"$data/postgresql.auto.conf"
echo "$data is restored from $chosen. Start PostgreSQL; it opens at ${time:-the end of the archived log}."
