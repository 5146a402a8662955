-- Gives a sending lease back with work left: somebody looks again at a stated time.
--
-- KEYS 1 actor hash   2 outbox list   3 out zset
-- ARGV 1 actor id     2 lease token   3 how long from now, ms
--
-- Result  1 given back, 0 it was another's

local _, holder = string.match(redis.call('HGET', KEYS[1], 'l') or '', '^(%d+)|(.+)$')
if holder ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], 'l')
if redis.call('LLEN', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
else
  local time = redis.call('TIME')
  local ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('ZADD', KEYS[3], string.format('%d', ms + tonumber(ARGV[3])), ARGV[1])
end
return 1
