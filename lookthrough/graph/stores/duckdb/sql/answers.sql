-- name: answers_there
SELECT count(*) FROM duckdb_tables() WHERE table_name = 'graph_answers';

-- name: new_answers
-- A row for all answers to a question; their rows are in a table of their own, `graph_answer_` and the number.
CREATE TABLE IF NOT EXISTS graph_answers (
    number INTEGER, question VARCHAR, rule VARCHAR, options VARCHAR, version VARCHAR, run INTEGER, day INTEGER,
    columns BLOB
);

-- name: answers
SELECT number, version, run, day, columns FROM graph_answers
WHERE question = $question AND rule = $rule AND options = $options;

-- name: answers_to
SELECT number FROM graph_answers WHERE question = $question AND ($rule IS NULL OR rule = $rule);

-- name: answers_numbers
SELECT number FROM graph_answers ORDER BY number;

-- name: note_answers
INSERT INTO graph_answers VALUES ($number, $question, $rule, $options, $version, $run, $day, $columns);

-- name: forget_answers
DELETE FROM graph_answers WHERE number = $number;

-- name: move_answers
UPDATE graph_answers SET run = $run, day = $day WHERE number = $number;

-- name: drop_answers
DROP TABLE {table};

-- name: keep_answers
CREATE TABLE {table} AS FROM answered;

-- name: drop_some_answers
DELETE FROM {table} WHERE subject IN (SELECT subject FROM again);

-- name: keep_some_answers
INSERT INTO {table}
SELECT * REPLACE (graph_place + (SELECT coalesce(max(graph_place), -1) + 1 FROM {table}) AS graph_place) FROM answered;

-- name: read_answers
SELECT * EXCLUDE (graph_place) FROM {table} ORDER BY subject, graph_place;

-- name: show_answers
CREATE OR REPLACE VIEW answers AS {shown};

-- name: shown_answers
SELECT question, run AS derived_at, t.* EXCLUDE (graph_place) FROM graph_answers, {table} AS t WHERE number = {number}

-- name: hide_answers
DROP VIEW IF EXISTS answers;
