-- What of an event would be lost with an outlet: how many of its stories that outlet alone printed, and whether it
-- is the only one to tell of the event at all (``sole``). Claims of articles that name no outlet count as others.
WITH tellings AS (
    SELECT DISTINCT reports.event, coalesce(stories.story, told.article) AS text, coalesce(told.outlet, '') AS outlet
    FROM reports JOIN told USING (claim) LEFT JOIN stories ON stories.article = told.article
    WHERE told.status = 'happened'
), outlets AS (
    SELECT event, count(DISTINCT outlet) AS outlets FROM tellings GROUP BY event
), texts AS (
    SELECT event, text, any_value(outlet) AS outlet FROM tellings GROUP BY event, text HAVING count(*) = 1
)
SELECT event, outlet, count(*) AS stories, any_value(outlets) = 1 AS sole
FROM texts JOIN outlets USING (event) WHERE outlet <> '' GROUP BY event, outlet
