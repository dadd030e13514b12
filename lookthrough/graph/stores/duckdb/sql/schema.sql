-- name: schema
-- The fixed tables of a store; the tables of claims and the views for people are made from tables.py (layout.py).
-- An open known period ends at 2147483647. A node is a party or an account that a claim ever named; its number is dense
-- from 1 and stays. `hash` is the lower half of the MD5 of a reference (lei:..., customer:...); that of a node is by
-- DuckDB's own function, a twentieth of the time, and opening.py keeps watch of it.
CREATE TABLE graph_meta (name VARCHAR, value VARCHAR);
CREATE TABLE graph_run (
    number INTEGER, dataset VARCHAR, kind VARCHAR, received INTEGER, committed_at BIGINT, note VARCHAR,
    reverts INTEGER, next_claim BIGINT
);
CREATE TABLE graph_file (
    run INTEGER, place INTEGER, table_name VARCHAR, name VARCHAR, digest VARCHAR, "full" BOOLEAN, "rows" INTEGER,
    rejected INTEGER, repeated INTEGER, note VARCHAR, "new" INTEGER, changed INTEGER, unchanged INTEGER,
    closed INTEGER, pending INTEGER
);
CREATE TABLE graph_reject (
    run INTEGER, place INTEGER, file VARCHAR, table_name VARCHAR, "row" INTEGER, line INTEGER, column_name VARCHAR,
    code VARCHAR, reason VARCHAR, "text" VARCHAR, cells VARCHAR, byte BIGINT
);
CREATE TABLE graph_judgement (from_run INTEGER, place INTEGER, first VARCHAR, second VARCHAR, to_run INTEGER);
CREATE MACRO graph_hash(ref) AS (hash(ref) >> 32)::UINTEGER;
CREATE TYPE graph_space AS ENUM ('party', 'account');
CREATE TABLE graph_node (
    nid INTEGER USING COMPRESSION bitpacking, space graph_space, id VARCHAR USING COMPRESSION fsst
);
CREATE TABLE graph_node_hash (hash UINTEGER, nid INTEGER);
CREATE TABLE graph_reference (hash UBIGINT, ref VARCHAR, claim BIGINT);
CREATE TABLE graph_name_key (
    key VARCHAR, form VARCHAR, party_id VARCHAR, claim BIGINT, from_run INTEGER, to_run INTEGER
);
CREATE TABLE graph_interest_up (
    nid INTEGER, claim BIGINT, rank BIGINT, valid_from INTEGER, valid_to INTEGER, from_run INTEGER, to_run INTEGER
);
CREATE TABLE graph_interest_down (
    nid INTEGER, claim BIGINT, rank BIGINT, valid_from INTEGER, valid_to INTEGER, from_run INTEGER, to_run INTEGER
);
CREATE TABLE graph_sorted (name VARCHAR, "rows" BIGINT);
CREATE MACRO graph_share_text(low_num, low_den, high_num, high_den, opened) AS
    CASE WHEN low_num::HUGEINT * high_den = high_num::HUGEINT * low_den THEN low_num || '/' || low_den
         ELSE (CASE WHEN opened & 1 = 1 THEN '(' ELSE '[' END) || low_num || '/' || low_den || ','
              || high_num || '/' || high_den || (CASE WHEN opened & 2 = 2 THEN ')' ELSE ']' END)
    END;
CREATE VIEW runs AS
    SELECT number, dataset, kind, DATE '1970-01-01' + received AS received, make_timestamp(committed_at) AS committed_at,
           note, reverts
    FROM graph_run ORDER BY number;
CREATE VIEW rejects AS
    SELECT run, file, table_name, "row", line, column_name, code, reason, "text", byte FROM graph_reject ORDER BY run, place;

-- name: new_meta
INSERT INTO graph_meta VALUES ('schema', $schema), ('duckdb', $duckdb), ('hash', graph_hash('party:1')::VARCHAR);

-- name: meta
SELECT name, value FROM graph_meta;

-- name: tables_there
SELECT count(*) FILTER (table_name = 'graph_meta'), count(*) FROM duckdb_tables();

-- name: file_of
SELECT path FROM duckdb_databases() WHERE database_name = current_database();

-- name: claims_of
CREATE TABLE {table} (
    claim BIGINT USING COMPRESSION bitpacking, dataset VARCHAR USING COMPRESSION dictionary,
    {nodes}from_run INTEGER, to_run INTEGER
);

-- name: add_column
ALTER TABLE {table} ADD COLUMN {column};

-- name: whole
CREATE OR REPLACE VIEW {view} AS SELECT claim, dataset, {columns}, from_run, to_run FROM {table};

-- name: view
CREATE VIEW {view} AS
SELECT {shown}, dataset, record, file, "row", "text", extra, from_run AS run FROM ({texts});

-- name: hashes_alike
SELECT value = graph_hash('party:1')::VARCHAR FROM graph_meta WHERE name = 'hash';

-- name: hash_anew
CREATE OR REPLACE TABLE graph_node_hash AS
SELECT graph_hash(space || ':' || id) AS hash, nid FROM graph_node ORDER BY hash;
DELETE FROM graph_sorted WHERE name = 'node_hash';
INSERT INTO graph_sorted SELECT 'node_hash', count(*) FROM graph_node_hash;
UPDATE graph_meta SET value = graph_hash('party:1')::VARCHAR WHERE name = 'hash';
