-- name: runs
SELECT number, dataset, kind, received, committed_at, note, reverts FROM graph_run ORDER BY number;

-- name: files
SELECT run, table_name, name, digest, "full", "rows", rejected, repeated, note, "new", changed, unchanged, closed, pending
FROM graph_file ORDER BY run, place;

-- name: last_run
SELECT coalesce(max(number), 0) FROM graph_run;

-- name: known_at
SELECT coalesce(max(number), 0) FROM graph_run WHERE committed_at <= $moment;

-- name: rejects
SELECT file, table_name, "row", line, column_name, code, reason, "text", cells, byte
FROM graph_reject SEMI JOIN graph_run ON run = number WHERE run = $run ORDER BY file, "row", place;

-- name: pending
SELECT id, table_name, column_name, edges FROM (
    {named}
) JOIN graph_node USING (nid) ORDER BY edges DESC, id, table_name, column_name LIMIT $count;

-- name: pending_end
SELECT {end} AS nid, '{table_name}' AS table_name, '{column_name}' AS column_name, count(*) AS edges FROM {table}
WHERE {clocks} AND {end} NOT IN (SELECT {describing_end} FROM {describing} WHERE {clocks}) GROUP BY {end}
