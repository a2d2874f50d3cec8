-- What is awaited, and what may fulfil it or call it off: one row an act and type of expectation that it bears on.
-- Parameters: the reciprocal types, the types where persons matter. ``bearing`` says what bears on what.
-- What somebody is asked to do is not thereby expected of him. Who is to be met where only the place is told
-- ("called off his trip to Paris"): whose the place is.
WITH asked AS (
    SELECT DISTINCT article, sentence_start, unnest(targets) AS source FROM told
    WHERE event_type = 'REQUEST' AND status = 'happened'
), placed AS (
    SELECT acts.* REPLACE (
        CASE WHEN target = '---' AND source <> '---' AND (event_type = 'CONSULT' OR mode = 'meet')
            THEN coalesce(where_country, target) ELSE target END AS target)
    FROM acts LEFT JOIN (SELECT id, where_country FROM claims) c ON c.id = acts.claim
), bears AS (
    SELECT a.*, bearing.expected, bearing.role, c.when_start IS NULL AND c.when_end IS NOT NULL AS until,
        c.where_country AS country, list_contains($reciprocal, bearing.expected) AS either,
        CASE WHEN list_contains($personal, bearing.expected) AND len(list_distinct(c.sources)) = 1
            THEN list_distinct(c.source_persons) ELSE [] END AS of_source,
        CASE WHEN list_contains($personal, bearing.expected) AND len(list_distinct(c.targets)) = 1
            THEN list_distinct(c.target_persons) ELSE [] END AS of_target
    FROM placed a JOIN bearing ON bearing.event_type = a.event_type AND bearing.status = a.status
            AND bearing.polarity = a.polarity AND coalesce(bearing.mode, a.mode, '') = coalesce(a.mode, '')
        JOIN claims c ON c.id = a.claim
        LEFT JOIN asked ON asked.article = a.article AND asked.sentence_start = a.sentence_start
            AND asked.source = a.source AND a.modality = 'possible'
    WHERE asked.source IS NULL AND a.published IS NOT NULL AND a.source <> a.target AND a.source <> '---'
        AND (a.target <> '---' OR NOT list_contains($reciprocal, bearing.expected))
), keyed AS (
    SELECT *, source > target AS turned,
        hash(CASE WHEN either AND turned THEN target ELSE source END,
            CASE WHEN either AND turned THEN source ELSE target END, expected) >> 1 AS key
    FROM bears
)
SELECT claim, expected, role, key, turned, coalesce(mode, '') AS mode, dated,
    (CASE WHEN until THEN least(published, first) ELSE first END) - DATE '1970-01-01' AS first,
    after - DATE '1970-01-01' AS after, published - DATE '1970-01-01' AS published,
    status = 'denied' AS denial, coalesce(country, '') AS country, article, coalesce(event, claim) AS event,
    CASE WHEN turned THEN of_target ELSE of_source END AS low,
    CASE WHEN turned THEN of_source ELSE of_target END AS high
FROM keyed LEFT JOIN reports USING (claim)
WHERE key IN (SELECT key FROM keyed WHERE role = 'awaits' AND (NOT dated OR after >= published))
ORDER BY published, role, claim, expected, source, target
