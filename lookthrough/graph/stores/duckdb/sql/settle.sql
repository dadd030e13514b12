-- name: close_copies
UPDATE store.{copy} SET to_run = $run WHERE claim IN (SELECT claim FROM {table} WHERE to_run = $run);

-- name: copy_interests
-- `rank` is the upper share in whole parts of 10**18, -1 where it is unknown.
INSERT INTO store.{copy}
SELECT {end}, claim,
       coalesce((share_high_num::HUGEINT * 1000000000000000000 // share_high_den)::BIGINT, -1),
       valid_from, valid_to, from_run, to_run
FROM store.interests WHERE claim >= $first;

-- name: said
-- Names and identifiers that new party rows bear, and their distinct spellings, numbered.
CREATE OR REPLACE TEMP TABLE said AS
SELECT claim, scheme, value, kind FROM (
    SELECT claim, 'name' AS scheme, name AS value, kind FROM store.parties WHERE claim >= $first
    UNION ALL
    SELECT claim, 'name', unnest(string_split(names_other, ';')), kind FROM store.parties WHERE claim >= $first
    UNION ALL
    SELECT claim, unnest(['lei', 'uscc', 'id_number']), unnest([lei, uscc, id_number]), NULL
    FROM store.parties WHERE claim >= $first
) WHERE value IS NOT NULL;
CREATE OR REPLACE TEMP TABLE spelling AS
SELECT row_number() OVER () AS number, scheme, value, kind FROM (SELECT DISTINCT scheme, value, kind FROM said);

-- name: spellings
SELECT number, scheme, value, kind FROM spelling WHERE number > $after ORDER BY number LIMIT $count;

-- name: keep_name_keys
INSERT INTO store.name_key
SELECT k.key, k.form, p.party_id, claim, p.from_run, p.to_run
FROM keyed k JOIN spelling s USING (number)
JOIN said ON said.scheme = s.scheme AND said.value = s.value AND said.kind IS NOT DISTINCT FROM s.kind
JOIN store.parties p USING (claim)
WHERE k.form <> '';

-- name: keep_identifiers
INSERT INTO store.reference
SELECT md5_number_lower(k.key), k.key, claim
FROM keyed k JOIN spelling s USING (number)
JOIN said ON said.scheme = s.scheme AND said.value = s.value AND said.kind IS NOT DISTINCT FROM s.kind
WHERE k.form = '';

-- name: keep_records
INSERT INTO store.reference
SELECT md5_number_lower(ref), ref, claim
FROM (SELECT 'record:' || dataset || '/' || record AS ref, claim FROM store.parties WHERE claim >= $first);

-- name: keep_customers
INSERT INTO store.reference
SELECT md5_number_lower(ref), ref, claim
FROM (SELECT 'customer:' || customer_id AS ref, claim FROM store.customers WHERE claim >= $first);

-- name: tail
SELECT (SELECT count(*) FROM store.{copy}), coalesce((SELECT "rows" FROM store.sorted WHERE name = $copy), 0);

-- name: sort
CREATE OR REPLACE TABLE store.{copy} AS SELECT * FROM store.{copy} ORDER BY {order};
DELETE FROM store.sorted WHERE name = '{copy}';
INSERT INTO store.sorted SELECT '{copy}', count(*) FROM store.{copy};
