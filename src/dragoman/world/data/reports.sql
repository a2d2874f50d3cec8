-- The claims with their events; an event is named for its first claim.
SELECT claim, 'ev:' || substr(first(claim) OVER (PARTITION BY event ORDER BY published, claim), 4) AS event
FROM merged JOIN told USING (claim)
