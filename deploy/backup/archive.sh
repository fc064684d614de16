#!/usr/bin/env bash
# Archives one file of PostgreSQL's write-ahead log, compressed. PostgreSQL calls it:
#   archive_mode = on
#   archive_timeout = 60
#   archive_command = '/usr/local/lib/hazmattrack-backup/archive.sh FOLDER %p %f'
# FOLDER is on another machine than the database, mounted here, and of this database alone, with a folder wal, which is made once (docs/backup.md): where it is
# missing, FOLDER is not mounted, and nothing is archived to this machine's own disk. A file that is there already with the same bytes is archived; with others
# it is an error.
set -euo pipefail
folder=$1/wal file=$2 name=$3
umask 077
[ -d "$folder" ] || { echo "archive.sh: there is no folder $folder. Is $1 mounted?" >&2; exit 1; }
if [ -e "$folder/$name.gz" ]; then
  gzip -dc "$folder/$name.gz" | cmp -s "$file" - && exit 0
  echo "archive.sh: $folder/$name.gz is there with other bytes. Does another database archive to the same folder?" >&2
  exit 1
fi
gzip -1 -c "$file" >"$folder/$name.tmp"
sync "$folder/$name.tmp"
mv "$folder/$name.tmp" "$folder/$name.gz"
sync "$folder"
