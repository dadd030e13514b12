-- name: known
from_run <= $known AND $known < to_run

-- name: valid
(valid_from IS NULL OR valid_from <= $valid) AND (valid_to IS NULL OR $valid < valid_to)

-- name: valid_since
(valid_from IS NULL OR valid_from <= $since_valid) AND (valid_to IS NULL OR $since_valid < valid_to)

-- name: moved
(from_run <= $known AND $known < to_run AND {valid}) <> (from_run <= $since AND $since < to_run AND {valid_since})

-- name: numbers
SELECT space || ':' || id, nid FROM graph_node
WHERE nid IN (
    SELECT nid FROM graph_node_hash WHERE hash IN (SELECT graph_hash(ref) FROM (SELECT unnest($refs::VARCHAR[]) AS ref))
);

-- name: ids
SELECT space || ':' || id, nid FROM graph_node WHERE nid IN (SELECT unnest($nodes::INTEGER[]));

-- name: claims
SELECT claim, {columns}, dataset, from_run FROM {table} WHERE {naming} AND {clocks};

-- name: one_end
{end} IN (SELECT unnest($nodes::INTEGER[]))

-- name: two_ends
claim IN ({found})

-- name: end_of
SELECT claim FROM {table} WHERE {end} IN (SELECT unnest($nodes::INTEGER[]))

-- name: interests_of
SELECT claim FROM graph_interest_up WHERE nid IN (SELECT unnest($nodes::INTEGER[]))
UNION ALL
SELECT claim FROM graph_interest_down WHERE nid IN (SELECT unnest($nodes::INTEGER[]))

-- name: listed
SELECT claim, {columns}, dataset, from_run FROM {table} WHERE claim IN (SELECT unnest($claims::BIGINT[]));

-- name: page
SELECT claim, rank FROM graph_{copy}
WHERE nid IN (SELECT unnest($nodes::INTEGER[])) AND (rank < $rank OR (rank = $rank AND claim > $after)) AND {clocks}
ORDER BY rank DESC, claim LIMIT $count;

-- name: level
SELECT claim FROM graph_{copy} WHERE nid IN (SELECT unnest($nodes::INTEGER[])) AND {clocks} LIMIT $count;

-- name: latest_transfers
SELECT claim, {columns}, dataset, from_run FROM {table} WHERE {naming} AND {clocks}
ORDER BY "at" DESC, dataset, record LIMIT $count;

-- name: is_named
SELECT 1 FROM {table} WHERE {naming} AND {clocks} LIMIT 1;

-- name: referred
SELECT party_nid FROM {table}
WHERE claim IN (SELECT claim FROM graph_reference WHERE hash = $hash AND ref = $ref) AND {clocks};

-- name: named_so
SELECT party_id FROM graph_name_key WHERE key = $key AND form = 'full' AND {clocks};

-- name: search
SELECT key, party_id, claim FROM graph_name_key
WHERE key >= $key AND key <= $key || chr(1114111) AND {clocks}
ORDER BY key, party_id LIMIT $count;

-- name: matched
SELECT key, party_id, claim FROM graph_name_key
WHERE key IN (SELECT unnest($keys::VARCHAR[])) AND party_id IN (SELECT unnest($ids::VARCHAR[])) AND {clocks};

-- name: hits
SELECT claim, party_id, kind, name FROM graph_parties_whole WHERE claim IN (SELECT unnest($claims::BIGINT[]))
ORDER BY dataset, record;

-- name: judgements
SELECT from_run, place, first, second, nullif(to_run, 2147483647) FROM graph_judgement ORDER BY from_run, place;

-- name: texts
SELECT {columns}, dataset, from_run, to_run FROM (FROM {table} WHERE {clocks})
{joins}

-- name: join_node
LEFT JOIN graph_node AS {node} ON {node}.nid = {end}

-- name: columns
SELECT * EXCLUDE to_run FROM ({texts}) ORDER BY dataset, record

-- name: some_columns
SELECT {columns} FROM {table} WHERE {clocks}

-- name: node_ids
SELECT id FROM (
    SELECT 0 AS nid, '' AS id UNION ALL SELECT nid, if(space = 'party', id, '') FROM graph_node
) ORDER BY nid

-- name: history
SELECT * REPLACE (nullif(to_run, 2147483647) AS to_run) FROM ({texts}) ORDER BY dataset, record, from_run;
