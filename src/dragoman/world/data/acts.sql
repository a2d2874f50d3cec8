-- All acts that tell of something done or denied, as numbers: what merging compares. ? lists the reciprocal types.
SELECT hash(claim) >> 1 AS claim, claim AS id,
    hash(least(source, target), greatest(source, target)) >> 1 AS pair,
    source > target AND NOT list_contains(?, event_type) AS turned,
    hash(event_type) >> 1 AS type, quad,
    hash(coalesce(mode, '')) >> 1 AS mode, mode IS NULL AS no_mode,
    first - DATE '1970-01-01' AS first, after - DATE '1970-01-01' AS after, dated,
    coalesce(published, first) - DATE '1970-01-01' AS published,
    hash(coalesce(place, '')) >> 1 AS place, place IS NULL AS no_place,
    hash(persons) >> 1 AS person, len(persons) = 0 AS no_person,
    hash(coalesce(story, acts.article)) >> 1 AS story, hash(acts.article) >> 1 AS article, sentence_start AS sentence,
    status = 'denied' AS denied
FROM acts LEFT JOIN stories ON stories.article = acts.article
WHERE status <> 'awaited' AND first IS NOT NULL
ORDER BY coalesce(published, first), id, source, target
