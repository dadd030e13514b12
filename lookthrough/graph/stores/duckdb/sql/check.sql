-- name: one_open
SELECT count(*) FROM (
    SELECT 1 FROM {whole} WHERE to_run = 2147483647 GROUP BY dataset, record HAVING count(*) > 1
);

-- name: overlapping
SELECT count(*) FROM (
    SELECT to_run, lead(from_run) OVER (PARTITION BY dataset, record ORDER BY from_run) AS next FROM {whole}
) WHERE next < to_run;

-- name: empty_period
SELECT count(*) FROM {table} WHERE from_run >= to_run;

-- name: unknown_run
SELECT count(*) FROM {table}
WHERE from_run NOT IN (SELECT number FROM graph_run)
   OR (to_run < 2147483647 AND to_run NOT IN (SELECT number FROM graph_run));

-- name: no_such_node
SELECT count(*) FROM {table} ANTI JOIN (FROM graph_node WHERE space = '{space}') ON nid = {end} WHERE {end} IS NOT NULL;

-- name: wrong_node
SELECT count(*) FROM {table} JOIN graph_node ON nid = {end} WHERE id IS DISTINCT FROM {column};

-- name: nodes_dense
SELECT count(*) FROM (SELECT nid, row_number() OVER (ORDER BY nid) AS place FROM graph_node) WHERE nid <> place;

-- name: repeated_node
SELECT count(*) FROM (SELECT 1 FROM graph_node GROUP BY space, id HAVING count(*) > 1);

-- name: repeated_claim
SELECT count(*) - count(DISTINCT claim) FROM {table};

-- name: runs_dense
SELECT count(*) FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM graph_run)
WHERE number <> place;

-- name: moments_rise
SELECT count(*) FROM (SELECT committed_at, lag(committed_at) OVER (ORDER BY number) AS before FROM graph_run)
WHERE committed_at <= before;

-- name: copy_differs
WITH source AS ({fresh})
SELECT (SELECT count(*) FROM (FROM source EXCEPT ALL FROM graph_{copy}))
     + (SELECT count(*) FROM (FROM graph_{copy} EXCEPT ALL FROM source));

-- name: keys_differ
SELECT count(*) FROM graph_parties p
LEFT JOIN (SELECT DISTINCT claim, from_run, to_run FROM graph_name_key) k USING (claim)
WHERE k.from_run IS DISTINCT FROM p.from_run OR k.to_run IS DISTINCT FROM p.to_run;

-- name: references_differ
SELECT count(*) FROM (
    SELECT claim, 'record:' || dataset || '/' || record AS ref FROM graph_parties_whole
    UNION ALL
    SELECT claim, 'customer:' || customer_id FROM graph_customers_whole
) ANTI JOIN graph_reference USING (claim, ref);
