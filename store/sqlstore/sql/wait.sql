-- What waits at the desks of money, papers and deeds, for whoever watches over a server: of
-- each how much, what it comes to in paise, and since when. No row names anybody.

-- name: desk.waits
SELECT 'payment_asked', count(*), CAST(0 AS BIGINT), COALESCE(min(next), 0) FROM payment_now WHERE next <> 0
UNION ALL
SELECT 'payment_held', count(*), CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM payment_now WHERE held <> ''
UNION ALL
SELECT 'money_' || place, count(*), CAST(sum(amount) AS BIGINT), min(noted) FROM payment_receipt
WHERE place <> 'settled' AND place <> 'refunded' GROUP BY place
UNION ALL
SELECT 'paper_signed', count(*), CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM case_now WHERE state = 'signed'
UNION ALL
SELECT 'paper_failed', count(*), CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM document_try WHERE why <> ''
UNION ALL
SELECT 'deed_stirred', count(*), CAST(0 AS BIGINT), COALESCE(min(received), 0) FROM deed WHERE stirred = 1
UNION ALL
SELECT 'deed_conflict', count(*), CAST(0 AS BIGINT), COALESCE(min(received), 0) FROM deed_conflict
