-- The claims of each actor about the other, of whatever status, that were published last.
-- ? are the two codes, the reciprocal event types, since, until (that day excluded; both may be null), and how many.
WITH asked AS (
    SELECT ? AS one, ? AS other, ? AS reciprocal, CAST(? AS DATE) AS since, CAST(? AS DATE) AS ending,
        CAST(? AS BIGINT) AS many
), found AS (
    SELECT c.id, c.article,
        CASE
            WHEN list_contains(c.sources, one) AND list_contains(c.targets, other) THEN 'forth'
            WHEN list_contains(c.sources, other) AND list_contains(c.targets, one) THEN 'back'
            WHEN list_contains(reciprocal, c.event_type)
                AND list_contains(c.sources, one) AND list_contains(c.sources, other) THEN 'mutual'
        END AS way
    FROM claims c, asked
)
SELECT found.id FROM found JOIN articles a ON a.id = found.article, asked
WHERE way IS NOT NULL AND (since IS NULL OR a.date_start >= since) AND (ending IS NULL OR a.date_start < ending)
QUALIFY row_number() OVER (PARTITION BY way ORDER BY a.date_start DESC NULLS LAST, found.id) <= many
