-- name: close_copies
UPDATE graph_{copy} SET to_run = $run WHERE claim IN (SELECT claim FROM {table} WHERE to_run = $run);

-- name: fresh_interests
-- `rank` is the upper share in whole parts of 10**9, -1 where it is unknown.
SELECT {end} AS nid, claim,
       CASE WHEN share_high_den IS NULL THEN -1
            WHEN share_high_den < 9000000000 THEN share_high_num * 1000000000 // share_high_den
            ELSE (share_high_num::HUGEINT * 1000000000 // share_high_den)::BIGINT END AS rank,
       valid_from, valid_to, from_run, to_run
FROM graph_interests_whole WHERE claim >= $first

-- name: copy_fresh
INSERT INTO graph_{copy} {fresh};

-- name: count_fresh
SELECT count(*) FROM graph_interests WHERE claim >= $first;

-- name: sort_with_fresh
CREATE OR REPLACE TABLE graph_{copy} AS
SELECT * FROM (SELECT * FROM graph_{copy} UNION ALL {fresh}) ORDER BY {order};

-- name: fresh_hashes
SELECT graph_hash(space || ':' || id) AS hash, nid FROM graph_node WHERE nid >= $first

-- name: spellings
SELECT claim, party_id, kind, name, names_other, lei, uscc, id_number FROM graph_parties_whole
WHERE claim >= $low AND claim < $high;

-- name: keep_records
INSERT INTO graph_reference
SELECT md5_number_lower(ref), ref, claim
FROM (SELECT 'record:' || dataset || '/' || record AS ref, claim FROM graph_parties_whole WHERE claim >= $first);

-- name: keep_customers
INSERT INTO graph_reference
SELECT md5_number_lower(ref), ref, claim
FROM (SELECT 'customer:' || customer_id AS ref, claim FROM graph_customers_whole WHERE claim >= $first);

-- name: tails
-- How many rows each sorted copy has, and how many of them are in order.
SELECT name, total, coalesce("rows", 0) FROM (
    SELECT 'interest_up' AS name, count(*) AS total FROM graph_interest_up
    UNION ALL SELECT 'interest_down', count(*) FROM graph_interest_down
    UNION ALL SELECT 'name_key', count(*) FROM graph_name_key
    UNION ALL SELECT 'reference', count(*) FROM graph_reference
    UNION ALL SELECT 'node_hash', count(*) FROM graph_node_hash
) LEFT JOIN graph_sorted USING (name);

-- name: sort
CREATE OR REPLACE TABLE graph_{copy} AS SELECT * FROM graph_{copy} ORDER BY {order};

-- name: note_sorted
DELETE FROM graph_sorted WHERE name = '{copy}';
INSERT INTO graph_sorted SELECT '{copy}', count(*) FROM graph_{copy};
