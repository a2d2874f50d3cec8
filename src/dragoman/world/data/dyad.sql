-- The events between two actors: the day that each is counted on, and its way: 0 forth, 1 back, 2 mutual.
-- ? are the two codes, the reciprocal event types, the most days a period has, and the last day known of.
-- An event whose days are wider than a period is counted on the day it was first told of, if it may be that day.
WITH asked AS (
    SELECT ? AS one, ? AS other, ? AS reciprocal, CAST(? AS BIGINT) AS width, CAST(? AS DATE) AS last
), between_them AS (
    SELECT events.*,
        CASE
            WHEN first > last THEN NULL
            WHEN after - first <= width THEN first
            WHEN first <= reported AND reported < after THEN reported
        END AS day,
        CASE
            WHEN list_contains(reciprocal, event_type) THEN
                CASE WHEN list_contains(list_concat(sources, targets), one)
                    AND list_contains(list_concat(sources, targets), other) THEN 2 END
            WHEN list_contains(sources, one) AND list_contains(targets, other) THEN 0
            WHEN list_contains(sources, other) AND list_contains(targets, one) THEN 1
        END AS way
    FROM events, asked
), deeds AS (
    FROM between_them WHERE way IS NOT NULL AND quad IS NOT NULL AND intensity IS NOT NULL
)
