-- One row an event that happened and two resolved actors that it ties: from source to target, or, of a reciprocal
-- type (AGREE, CONSULT, COOPERATE), mutual: any two of its actors, the first in the alphabet as source.
WITH known AS (
    SELECT id AS event, quad, first, after, reported, stories, event_type IN ({reciprocal}) AS mutual,
        list_filter(sources, lambda code: code <> '---') AS froms,
        list_filter(targets, lambda code: code <> '---') AS tos
    FROM events WHERE status = 'happened' AND quad IS NOT NULL
), sided AS (
    SELECT *, unnest(CASE WHEN mutual THEN list_distinct(list_concat(froms, tos)) ELSE froms END) AS source FROM known
), paired AS (
    SELECT *, unnest(CASE WHEN mutual THEN list_distinct(list_concat(froms, tos)) ELSE tos END) AS target FROM sided
)
SELECT event, source, target, mutual, quad, first, after, reported, stories FROM paired
WHERE CASE WHEN mutual THEN source < target ELSE source <> target END
ORDER BY first, event
