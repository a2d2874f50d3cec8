-- One row an event, from its claims; where as many claims say one thing as another, the earliest decides.
WITH reported AS (
    SELECT reports.event, told.*, coalesce(story, told.article) AS text,
        list_filter(
            regexp_extract_all(c.sentence, '\d+(?:[.,]\d{3})*'),
            lambda n: NOT regexp_full_match(n, '(19|20)\d\d') AND NOT contains(coalesce(c.when_words, ''), n)
        ) AS figures
    FROM reports JOIN told USING (claim) JOIN claims c ON c.id = told.claim
        LEFT JOIN stories ON stories.article = told.article
), sides AS (
    SELECT event, mode(list_sort(sources) ORDER BY published, claim) AS sources,
        list_sort(list_distinct(flatten(list(sources)))) AS all_sources,
        list_sort(list_distinct(flatten(list(targets)))) AS all_targets
    FROM reported GROUP BY event
), versions AS (
    SELECT event, list({value: value, claims: claims} ORDER BY claims DESC, value) AS days
    FROM (
        SELECT event, first AS value, count(*) AS claims FROM reported
        WHERE dated AND after - first = 1 AND status = 'happened' GROUP BY ALL
    ) GROUP BY event
), counted AS (
    SELECT event, list({value: value, claims: claims} ORDER BY claims DESC, value) AS numbers
    FROM (
        SELECT event, replace(replace(figures[1], '.', ''), ',', '') AS value, count(*) AS claims FROM reported
        WHERE len(figures) = 1 AND status = 'happened' GROUP BY ALL
    ) GROUP BY event
), summed AS (
    SELECT event,
        coalesce(
            mode(event_type ORDER BY published, claim) FILTER (status = 'happened'),
            mode(event_type ORDER BY published, claim)
        ) AS event_type,
        mode(mode ORDER BY published, claim) AS mode, mode(quad ORDER BY published, claim) AS quad,
        mode(intensity ORDER BY published, claim) AS intensity,
        CASE WHEN bool_or(status = 'happened') THEN 'happened' ELSE 'denied' END AS status,
        mode({first: first, after: after} ORDER BY published, claim)
            FILTER (dated AND after - first <= 7) AS days_agreed,
        mode({first: first, after: after} ORDER BY published, claim) FILTER (dated) AS days_given,
        min({published: published, first: first, after: after}) AS days_told,
        bool_or(dated) AS dated,
        coalesce(min(first) FILTER (dated), min(first)) AS earliest,
        coalesce(max(after) FILTER (dated), min(after)) - 1 AS latest,
        min(coalesce(published, first)) AS reported,
        mode(place ORDER BY published, claim) AS place,
        mode(latitude ORDER BY published, claim) AS latitude, mode(longitude ORDER BY published, claim) AS longitude,
        count(DISTINCT article) AS articles, count(DISTINCT text) AS stories,
        count(DISTINCT nullif(outlet, '')) AS outlets,
        list_sort(list(DISTINCT lang)) AS languages, list_sort(list(DISTINCT event_type)) AS types,
        count(*) FILTER (status = 'denied') AS denials,
        list(claim ORDER BY published, claim) AS claims
    FROM reported GROUP BY event
)
SELECT event AS id, event_type, summed.mode, quad, intensity,
    CASE WHEN len(list_intersect(all_sources, all_targets)) > 0 THEN sides.sources ELSE all_sources END AS sources,
    list_filter(
        list_sort(list_distinct(list_concat(all_sources, all_targets))),
        lambda code: NOT list_contains(
            CASE WHEN len(list_intersect(all_sources, all_targets)) > 0 THEN sides.sources ELSE all_sources END, code)
    ) AS targets,
    status,
    coalesce(days_agreed.first, days_given.first, days_told.first) AS first,
    coalesce(days_agreed.after, days_given.after, days_told.after) AS after,
    dated, earliest, latest, reported, place, latitude, longitude, articles, stories, outlets, languages, types,
    denials, claims, coalesce(days, []) AS days, coalesce(numbers, []) AS numbers
FROM summed JOIN sides USING (event) LEFT JOIN versions USING (event) LEFT JOIN counted USING (event)
ORDER BY first, id
