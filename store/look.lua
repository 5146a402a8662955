-- Reads all there is about one actor, at one moment. It writes nothing.
--
-- KEYS 1 actor hash   2 outbox list   3 member hash   4 out zset   5 due zset   6 zset of its kind   7… index zsets
-- ARGV 1 actor id
--
-- Result  {etag, sealed state, wrapped key, receipts, parking, lease, timer,
--          outbox length, 1 if there are members, its scores in KEYS 4, 5, 6, 7…, the first 100 outbox entries…}
--         What is not there is ''.

local result = redis.call('HMGET', KEYS[1], 'e', 's', 'k', 'r', 'p', 'l', 't')
for i = 1, 7 do result[i] = result[i] or '' end
result[8] = redis.call('LLEN', KEYS[2])
result[9] = redis.call('EXISTS', KEYS[3])
for i = 4, #KEYS do result[#result + 1] = redis.call('ZSCORE', KEYS[i], ARGV[1]) or '' end
for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, 99)) do result[#result + 1] = entry end
return result
