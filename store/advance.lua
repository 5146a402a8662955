-- Moves a cursor forward. It never goes back: of several processes the one that is furthest counts.
--
-- KEYS 1 the cursor's key
-- ARGV 1 a time, ms since 1970
--
-- Result  1 the cursor stands there now, 0 it stood there or further

local stood = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) <= stood then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1
