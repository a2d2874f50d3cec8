-- The ledger: one row an expectation and claim that bears on it, with all that is asked of it later.
-- An expectation is named for the claim that first told of it.
WITH named AS (
    SELECT *, 'ex:' || substr(first(claim) OVER (PARTITION BY number ORDER BY role <> 'awaits', place_in_line), 4) AS expectation
    FROM (SELECT *, row_number() OVER () AS place_in_line FROM marks)
)
SELECT expectation, role, told.claim, told.article, coalesce(story, told.article) AS story, outlet, lang,
    event_type, mode, sources, targets, persons, place, modality, condition, attribution,
    published, dated AND after - first <= $wide AS dated,
    CASE WHEN when_start IS NULL THEN least(published, first) ELSE first END AS first, after, event
FROM named JOIN told USING (claim) JOIN (SELECT id, when_start FROM claims) c ON c.id = told.claim LEFT JOIN reports USING (claim)
    LEFT JOIN stories ON stories.article = told.article
ORDER BY expectation, published, told.claim
