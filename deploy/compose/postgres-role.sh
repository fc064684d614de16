#!/bin/sh
# Run by the image of PostgreSQL when it makes its database: the role of the program, to which `migrate` gives its rights.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/program-password)" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
create role hazmattrack login password :'password';
SQL
