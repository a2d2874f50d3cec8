-- The ledger as it stood at the end of the day $as_of: one row an expectation. Nothing later is looked at.
WITH seen AS (
    FROM ledger WHERE published <= $as_of AND ($wanted IS NULL OR list_contains($wanted, expectation))
), summed AS (
    SELECT expectation, min(published) AS told, max(published) AS last_told,
        mode(event_type ORDER BY published, claim) AS event_type, mode(mode ORDER BY published, claim) AS mode,
        mode(sources ORDER BY published, claim) AS sources, mode(targets ORDER BY published, claim) AS targets,
        list_sort(list_distinct(flatten(list(persons)))) AS persons, mode(place ORDER BY published, claim) AS place,
        count(DISTINCT story) AS stories, count(DISTINCT article) AS articles,
        count(DISTINCT nullif(outlet, '')) AS outlets, list_sort(list(DISTINCT lang)) AS languages,
        first(condition ORDER BY published, claim) FILTER (condition IS NOT NULL) AS condition,
        list({day: published, modality: modality, attribution: attribution, outlet: outlet, lang: lang, first: CASE WHEN dated THEN first END,
            after: CASE WHEN dated THEN after END} ORDER BY published, claim) AS words,
        list(claim ORDER BY published, claim) AS claims
    FROM seen WHERE role = 'awaits' GROUP BY expectation
), versions AS (
    SELECT expectation, first, after, count(DISTINCT story) AS stories, min(published) AS since,
        least($most, $days + floor($share * (after - first)))::INT AS near
    FROM seen WHERE role = 'awaits' AND dated GROUP BY expectation, first, after
), supported AS ( -- a version is borne out by those that hold it: April by "April or early May"
    SELECT v.expectation, v.first, v.after, sum(w.stories) AS support, max(v.since) AS since
    FROM versions v JOIN versions w ON w.expectation = v.expectation AND w.first <= v.first AND w.after >= v.after
    GROUP BY v.expectation, v.first, v.after
), agreed AS (
    SELECT DISTINCT ON (expectation) expectation, first, after,
        least($lapse_most, $lapse_days + floor($lapse_share * (after - first)))::INT AS late
    FROM supported ORDER BY expectation, support DESC, after - first, since DESC, first
), done AS (
    SELECT expectation, coalesce(event, claim) AS event, min(published) AS decided,
        coalesce(mode(first ORDER BY published, claim) FILTER (dated AND after - first <= 7),
            mode(first ORDER BY published, claim) FILTER (dated), min(published)) AS day, count(*) AS reports,
        bool_or(dated) AS dated
    FROM seen WHERE role = 'fulfils' GROUP BY expectation, coalesce(event, claim)
), missed AS (
    SELECT done.*, CASE WHEN v.first IS NULL THEN NULL WHEN day < v.first THEN day - v.first
        ELSE greatest(0, day - v.after + 1) END AS off, v.near
    FROM done LEFT JOIN versions v USING (expectation)
), nearest AS (
    SELECT DISTINCT ON (expectation) expectation, event, day, decided
    FROM missed JOIN summed USING (expectation)
    WHERE (off IS NULL OR abs(off) <= near) AND day >= told
    ORDER BY expectation, abs(coalesce(off, 0)) > 0, dated DESC, abs(coalesce(off, 0)), decided, reports DESC, event
), withdrawals AS (
    SELECT expectation, min(published) AS withdrawn, list(claim ORDER BY published, claim) AS withdrawing
    FROM seen JOIN summed USING (expectation)
    WHERE role = 'withdraws' AND published >= last_told GROUP BY expectation
), deciding AS (
    SELECT expectation, list(claim ORDER BY published, claim) AS reporting
    FROM seen JOIN nearest USING (expectation)
    WHERE role = 'fulfils' AND coalesce(seen.event, claim) = nearest.event GROUP BY expectation
), ended AS (
    SELECT expectation, CASE WHEN agreed.after IS NULL THEN last_told + $undated ELSE greatest(after + late, last_told + 1) END AS lapses
    FROM summed LEFT JOIN agreed USING (expectation)
), ruled AS (
    SELECT expectation, lapses, CASE
        WHEN nearest.event IS NOT NULL THEN 'fulfilled'
        WHEN withdrawn IS NOT NULL AND withdrawn <= lapses THEN 'withdrawn'
        WHEN lapses <= $as_of THEN 'lapsed' ELSE 'open' END AS outcome
    FROM ended LEFT JOIN nearest USING (expectation) LEFT JOIN withdrawals USING (expectation)
)
SELECT summed.*, agreed.first, agreed.after, outcome, nearest.event, nearest.day,
    CASE outcome WHEN 'fulfilled' THEN nearest.decided WHEN 'withdrawn' THEN withdrawn WHEN 'lapsed' THEN lapses END AS decided,
    CASE outcome WHEN 'fulfilled' THEN reporting WHEN 'withdrawn' THEN withdrawing ELSE [] END AS deciding,
    coalesce(given.windows, []) AS windows
FROM summed JOIN ruled USING (expectation) LEFT JOIN agreed USING (expectation) LEFT JOIN nearest USING (expectation)
    LEFT JOIN withdrawals USING (expectation) LEFT JOIN deciding USING (expectation)
    LEFT JOIN (
        SELECT expectation, list({first: first, after: after, stories: stories, since: since}
            ORDER BY since, first, after) AS windows
        FROM versions GROUP BY expectation
    ) given USING (expectation)
