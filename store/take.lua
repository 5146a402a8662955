-- Takes an actor's sending lease: when nobody holds it, when it has run out, or when it is the caller's own.
--
-- KEYS 1 actor hash   2 outbox list   3 out zset
-- ARGV 1 actor id     2 lease token, which starts with the owner and a colon   3 lease time, ms   4 owner
--
-- Result  {0}                          somebody else holds it
--         {1, etag, receipts, wrapped key, entry…}   taken, with the first 100 that wait (flows.OutboxPage);
--                                      with nothing waiting the lease is given back

local actor = redis.call('HMGET', KEYS[1], 'l', 'k', 'r', 'e')
local time = redis.call('TIME')
local ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local till, holder = string.match(actor[1] or '', '^(%d+)|(.+)$')
if holder and tonumber(till) >= ms and string.sub(holder, 1, #ARGV[4] + 1) ~= ARGV[4] .. ':' then return {0} end

local entries = redis.call('LRANGE', KEYS[2], 0, 99)
if #entries == 0 then
  redis.call('HDEL', KEYS[1], 'l')
  redis.call('ZREM', KEYS[3], ARGV[1])
  return {1, actor[4] or '', actor[3] or '', ''}
end
local ends = string.format('%d', ms + tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'l', ends .. '|' .. ARGV[2])
redis.call('ZADD', KEYS[3], ends, ARGV[1])
local result = {1, actor[4] or '', actor[3] or '', actor[2] or ''}
for i = 1, #entries do result[i + 4] = entries[i] end
return result
