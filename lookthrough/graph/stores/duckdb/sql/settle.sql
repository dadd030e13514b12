-- name: close_copies
UPDATE graph_{copy} SET to_run = $run WHERE claim IN (SELECT claim FROM {table} WHERE to_run = $run);

-- name: fresh_interests
-- `rank` is the upper share in whole parts of 10**18, -1 where it is unknown.
SELECT {end} AS node, claim,
       coalesce((share_high_num::HUGEINT * 1000000000000000000 // share_high_den)::BIGINT, -1) AS rank,
       valid_from, valid_to, from_run, to_run
FROM graph_interests WHERE claim >= $first

-- name: copy_fresh
INSERT INTO graph_{copy} {fresh};

-- name: count_fresh
SELECT count(*) FROM graph_interests WHERE claim >= $first;

-- name: sort_with_fresh
CREATE OR REPLACE TABLE graph_{copy} AS
SELECT * FROM (SELECT * FROM graph_{copy} UNION ALL {fresh}) ORDER BY node;

-- name: said
-- Names and identifiers that new party rows bear.
CREATE OR REPLACE TEMP TABLE said AS
SELECT claim, scheme, value, kind FROM (
    SELECT claim, 'name' AS scheme, name AS value, kind FROM graph_parties WHERE claim >= $first
    UNION ALL
    SELECT claim, 'name', unnest(string_split(names_other, ';')), kind FROM graph_parties WHERE claim >= $first
    UNION ALL
    SELECT claim, unnest(['lei', 'uscc', 'id_number']), unnest([lei, uscc, id_number]), NULL
    FROM graph_parties WHERE claim >= $first
) WHERE value IS NOT NULL;

-- name: number_spellings
CREATE OR REPLACE TEMP TABLE spelling AS
SELECT row_number() OVER () AS number, scheme, value, kind FROM (SELECT DISTINCT scheme, value, kind FROM said);

-- name: spellings
SELECT number, scheme, value, kind FROM spelling WHERE number > $after ORDER BY number LIMIT $count;

-- name: keep_name_keys
INSERT INTO graph_name_key
SELECT k.key, k.form, p.party_id, claim, p.from_run, p.to_run
FROM keyed k JOIN spelling s USING (number)
JOIN said ON said.scheme = s.scheme AND said.value = s.value AND said.kind IS NOT DISTINCT FROM s.kind
JOIN graph_parties p USING (claim)
WHERE k.form <> '';

-- name: keep_identifiers
INSERT INTO graph_reference
SELECT md5_number_lower(k.key), k.key, claim
FROM keyed k JOIN spelling s USING (number)
JOIN said ON said.scheme = s.scheme AND said.value = s.value AND said.kind IS NOT DISTINCT FROM s.kind
WHERE k.form = '';

-- name: keep_records
INSERT INTO graph_reference
SELECT md5_number_lower(ref), ref, claim
FROM (SELECT 'record:' || dataset || '/' || record AS ref, claim FROM graph_parties WHERE claim >= $first);

-- name: keep_customers
INSERT INTO graph_reference
SELECT md5_number_lower(ref), ref, claim
FROM (SELECT 'customer:' || customer_id AS ref, claim FROM graph_customers WHERE claim >= $first);

-- name: empty_keyed
CREATE OR REPLACE TEMP TABLE keyed (number BIGINT, key VARCHAR, form VARCHAR);

-- name: tails
-- How many rows each sorted copy has, and how many of them are in order.
SELECT name, total, coalesce("rows", 0) FROM (
    SELECT 'interest_up' AS name, count(*) AS total FROM graph_interest_up
    UNION ALL SELECT 'interest_down', count(*) FROM graph_interest_down
    UNION ALL SELECT 'name_key', count(*) FROM graph_name_key
    UNION ALL SELECT 'reference', count(*) FROM graph_reference
    UNION ALL SELECT 'node', count(*) FROM graph_node
) LEFT JOIN graph_sorted USING (name);

-- name: sort
CREATE OR REPLACE TABLE graph_{copy} AS SELECT * FROM graph_{copy} ORDER BY {order};

-- name: note_sorted
DELETE FROM graph_sorted WHERE name = '{copy}';
INSERT INTO graph_sorted SELECT '{copy}', count(*) FROM graph_{copy};
