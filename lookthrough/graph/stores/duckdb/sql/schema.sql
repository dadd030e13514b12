-- name: schema
-- The fixed tables of a store; the tables of claims and the views for people are made from tables.py (layout.py).
-- An open known period ends at 2147483647. A node is the number of a party or an account (append.sql, node); the hash
-- of a reference (lei:..., customer:...) is the lower half of its MD5.
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
    code VARCHAR, reason VARCHAR, "text" VARCHAR, cells VARCHAR
);
CREATE TABLE graph_judgement (from_run INTEGER, place INTEGER, first VARCHAR, second VARCHAR, to_run INTEGER);
CREATE TABLE graph_finding (question VARCHAR, rule VARCHAR, subject VARCHAR, run INTEGER, answer VARCHAR);
CREATE TABLE graph_reference (hash UBIGINT, ref VARCHAR, claim BIGINT);
CREATE TABLE graph_name_key (
    key VARCHAR, form VARCHAR, party_id VARCHAR, claim BIGINT, from_run INTEGER, to_run INTEGER
);
CREATE TABLE graph_interest_up (
    node UBIGINT, claim BIGINT, rank BIGINT, valid_from INTEGER, valid_to INTEGER, from_run INTEGER, to_run INTEGER
);
CREATE TABLE graph_interest_down (
    node UBIGINT, claim BIGINT, rank BIGINT, valid_from INTEGER, valid_to INTEGER, from_run INTEGER, to_run INTEGER
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
    SELECT run, file, table_name, "row", line, column_name, code, reason, "text" FROM graph_reject ORDER BY run, place;

-- name: new_meta
INSERT INTO graph_meta VALUES ('schema', $schema), ('duckdb', $duckdb), ('node', hash('party:1')::VARCHAR);

-- name: meta
SELECT name, value FROM graph_meta;

-- name: tables_there
SELECT count(*) FILTER (table_name = 'graph_meta'), count(*) FROM duckdb_tables();

-- name: claims_of
CREATE TABLE {table} ({columns});

-- name: view
CREATE VIEW {view} AS
SELECT {shown}, dataset, record, file, "row", "text", extra, from_run AS run FROM {table} WHERE to_run = 2147483647;

-- name: numbered_alike
SELECT value = hash('party:1')::VARCHAR FROM graph_meta WHERE name = 'node';

-- name: note_number
UPDATE graph_meta SET value = hash('party:1')::VARCHAR WHERE name = 'node';
