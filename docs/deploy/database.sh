#!/bin/sh
# Makes the hotline's role and database, once, when PostgreSQL's image starts on an empty volume.
# The role is an ordinary one and owns its database: a superuser would see the rows of every station.
set -eu
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
	--set "password=$(cat "${DATABASE_PASSWORD_FILE:-/run/secrets/database_password}")" <<'SQL'
CREATE ROLE hotline LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE hotline OWNER hotline TEMPLATE template0 ENCODING 'UTF8';
\connect hotline
-- Else search would not use its index behind the policies.
ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
SQL
