#!/usr/bin/env bash
# Restores PostgreSQL's data folder from a base backup (backup.sh) and the archived log (archive.sh).
#   deploy/backup/restore.sh [--timeline N] [--drill] FOLDER DATA [TIME]
# FOLDER is that of archive.sh, DATA the data folder: empty, or not there yet. TIME is the moment to restore to, such as "2026-11-30 14:05:00+08"; without it, all
# that was archived. Each restore begins a new timeline, and the newest is followed: --timeline N follows another one, as that of before a restore which went to
# a wrong moment. --drill has the restored database archive nothing: for a trial on another machine. Run it as the user of the database, and start PostgreSQL
# then: it reads the log and opens once it has. docs/backup.md has all steps.
set -euo pipefail
usage() { sed -n '2,9p' "$0" >&2; exit 2; }
timeline=latest drill=
while [ $# -gt 0 ]; do
  case $1 in
    --timeline) timeline=${2:?the number of the timeline}; shift 2 ;;
    --drill) drill=yes; shift ;;
    --*) usage ;;
    *) break ;;
  esac
done
[ $# -ge 2 ] || usage
folder=$(cd "$1" && pwd) data=$2 time=${3:-}

# In UTC: PostgreSQL may be in another zone than this shell.
target= limit=9
if [ -n "$time" ]; then
  target=$(date -u -d "$time" "+%Y-%m-%d %H:%M:%S.%6N+00") limit=$(date -u -d "$time" +%Y-%m-%dT%H%M%SZ)
fi
mkdir -p "$data"
chmod 700 "$data"
[ -z "$(ls -A "$data")" ] || { echo "restore.sh: $data is not empty. Move it away first: it may have the newest part of the log (pg_wal)." >&2; exit 1; }
chosen=
for backup in "$folder"/base/*Z; do
  [ -e "$backup" ] && [[ ! $(basename "$backup") > $limit ]] && chosen=$backup
done
[ -n "$chosen" ] || { echo "restore.sh: there is no backup in $folder/base from before ${time:-now}." >&2; exit 1; }
tar -xzf "$chosen/base.tar.gz" -C "$data"
[ ! -e "$chosen/pg_wal.tar.gz" ] || tar -xzf "$chosen/pg_wal.tar.gz" -C "$data/pg_wal"
touch "$data/recovery.signal"

# Every setting is written, also an empty one: the backup may have those of an earlier restore.
{
  # PostgreSQL takes a file that is not there for the end of the log, and stops at a status above 125: where the folder is away, or a file is damaged.
  echo "restore_command = 'test -d \"$folder/wal\" || exit 126; test -f \"$folder/wal/%f.gz\" || exit 1; gzip -dc \"$folder/wal/%f.gz\" >\"%p\" || exit 126'"
  echo "recovery_target_time = '$target'"
  echo "recovery_target_timeline = '$timeline'"
  echo "recovery_target_action = 'promote'"
  [ ! -e "$chosen/least.conf" ] || cat "$chosen/least.conf"
  [ -z "$drill" ] || echo "archive_mode = off"
} >>"$data/postgresql.auto.conf"
echo "$data is restored from $chosen. Start PostgreSQL; it opens at ${time:-the end of the archived log}."
[ -z "$time" ] || echo "Where its log says 'recovery ended before configured recovery target was reached', nothing was archived from after $time: empty $data, and restore without a time."
