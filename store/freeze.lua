-- Freezes all sending. Of several freezes the one that ends last counts.
--
-- KEYS 1 the freeze's key
-- ARGV 1 how long from now, ms
--
-- Result  for how long all is frozen now, ms

local left = redis.call('PTTL', KEYS[1])
if left >= tonumber(ARGV[1]) then return left end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return tonumber(ARGV[1])
