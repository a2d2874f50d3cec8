-- What each actor was last quoted saying about or to the other, newest first.
-- ? are the two codes, since, until (that day excluded; both may be null), and how many of each.
WITH asked AS (
    SELECT ? AS one, ? AS other, CAST(? AS DATE) AS since, CAST(? AS DATE) AS ending, CAST(? AS BIGINT) AS many
), found AS (
    SELECT q.id, q.article, q.speaker, q.quote_start, q.record FROM quotes q, asked
    WHERE q.speaker = one AND (list_contains(q.about, other) OR list_contains(q.addressees, other))
        OR q.speaker = other AND (list_contains(q.about, one) OR list_contains(q.addressees, one))
), chosen AS (
    SELECT found.*, a.date_start AS published FROM found JOIN articles a ON a.id = found.article, asked
    WHERE (since IS NULL OR a.date_start >= since) AND (ending IS NULL OR a.date_start < ending)
    QUALIFY row_number() OVER (PARTITION BY speaker ORDER BY a.date_start DESC NULLS LAST, found.id) <= many
)
SELECT record FROM chosen ORDER BY published DESC NULLS LAST, article, quote_start, id
