-- name: diff
-- What a delivery changes: `seq` is the place of its row (none: the record is gone), `claim` the open claim (none: new).
CREATE OR REPLACE TEMP TABLE diff AS
SELECT d.seq, o.claim, o.from_run AS since
FROM delivery d
{join} JOIN (SELECT * FROM {table} WHERE dataset = $dataset AND to_run = 2147483647) o ON d.record = o.record
WHERE d.record IS NULL OR o.record IS NULL OR row({delivered}) IS DISTINCT FROM row({stored});

-- name: fresh
SELECT seq FROM diff WHERE seq IS NOT NULL;

-- name: any_open
SELECT count(*) FROM (FROM {table} WHERE dataset = $dataset AND to_run = 2147483647 LIMIT 1);

-- name: record_hashes
SELECT hash(record) AS hash FROM delivery;

-- name: known_nodes
SELECT place, nid FROM named JOIN graph_node USING (id) WHERE space = $space;

-- name: keep_nodes
INSERT INTO graph_node SELECT nid, space, id FROM named;

-- name: no_rows
FROM {table} LIMIT 0;

-- name: diff_counts
SELECT count(*) FILTER (claim IS NULL), count(*) FILTER (claim IS NOT NULL AND seq IS NOT NULL),
       count(*) FILTER (seq IS NULL)
FROM diff;

-- name: gone
-- The same for records that a delivery names as gone.
CREATE OR REPLACE TEMP TABLE diff AS
SELECT NULL::BIGINT AS seq, claim, from_run AS since FROM {table}
WHERE dataset = $dataset AND to_run = 2147483647 AND record IN (SELECT unnest($records::VARCHAR[]));

-- name: gone_count
SELECT count(*) FROM diff;

-- name: open_records
SELECT count(*) FROM {table} WHERE dataset = $dataset AND to_run = 2147483647;

-- name: described
SELECT (SELECT count(DISTINCT party_nid) FROM graph_parties
        WHERE to_run = 2147483647 AND party_nid IN (SELECT nid FROM named))
    + (SELECT count(DISTINCT account_nid) FROM graph_accounts
       WHERE to_run = 2147483647 AND account_nid IN (SELECT nid FROM named));

-- name: close_old
UPDATE {table} SET to_run = $run WHERE claim IN (SELECT claim FROM diff WHERE since < $run);

-- name: drop_own
DELETE FROM {table} WHERE claim IN (SELECT claim FROM diff WHERE since = $run);

-- name: open_new
INSERT INTO {table} (claim, dataset, from_run, to_run{columns})
SELECT $claim + seq, $dataset, $run, 2147483647{cells} FROM delivery;

-- name: last_numbers
SELECT coalesce((SELECT max(number) FROM graph_run), 0), coalesce((SELECT max(next_claim) FROM graph_run), 1),
       1 + (SELECT count(*) FROM graph_node), (SELECT max(committed_at) FROM graph_run);

-- name: keep_run
INSERT INTO graph_run
VALUES ($number, $dataset, $kind, $received, $committed_at, $note, $reverts, $next_claim);

-- name: undo
-- What the run did to the records of a table that no later run has touched.
CREATE OR REPLACE TEMP TABLE undo AS
SELECT claim, from_run = $target AS opened FROM {whole} t
WHERE (from_run = $target OR to_run = $target) AND NOT EXISTS (
    FROM {whole} l WHERE l.dataset = t.dataset AND l.record = t.record
    AND (l.from_run > $target OR (l.to_run > $target AND l.to_run < 2147483647))
);

-- name: close_undone
UPDATE {table} SET to_run = $run WHERE claim IN (SELECT claim FROM undo WHERE opened);

-- name: reopen_undone
INSERT INTO {table}
SELECT * REPLACE ($claim + row_number() OVER (ORDER BY claim) - 1 AS claim, $run AS from_run, 2147483647 AS to_run)
FROM {table} WHERE claim IN (SELECT claim FROM undo WHERE NOT opened);

-- name: undo_counts
SELECT count(*), count(*) FILTER (NOT opened) FROM undo;

-- name: undo_judgements
CREATE OR REPLACE TEMP TABLE undo AS
SELECT from_run, place, first, second, from_run = $target AS opened FROM graph_judgement t
WHERE (from_run = $target OR to_run = $target) AND NOT EXISTS (
    FROM graph_judgement l
    WHERE ((l.first = t.first AND l.second = t.second) OR (l.first = t.second AND l.second = t.first))
    AND (l.from_run > $target OR (l.to_run > $target AND l.to_run < 2147483647))
);

-- name: close_undone_judgements
UPDATE graph_judgement SET to_run = $run
WHERE (from_run, place) IN (SELECT (from_run, place) FROM undo WHERE opened);

-- name: reopen_undone_judgements
INSERT INTO graph_judgement
SELECT $run, row_number() OVER (ORDER BY from_run, place) - 1, first, second, 2147483647 FROM undo WHERE NOT opened;

-- name: open_judgements
SELECT count(*) FROM graph_judgement
WHERE to_run = 2147483647
  AND ((first = $first AND second = $second) OR (first = $second AND second = $first));

-- name: judge
INSERT INTO graph_judgement VALUES ($run, 0, $first, $second, 2147483647);

-- name: unjudge
UPDATE graph_judgement SET to_run = $run
WHERE to_run = 2147483647
  AND ((first = $first AND second = $second) OR (first = $second AND second = $first));

-- name: dataset_of
SELECT dataset FROM graph_run WHERE number = $run;
