-- What a sender has carried out leaves the outbox.
--
-- KEYS 1 actor hash   2 outbox list   3 out zset   4 dead hash
-- ARGV 1 actor id     2 lease token   3 lease time, ms   4 receipts to add, each ended by ;
--      5 how many entries the sender still holds   6 how many acks   7 how many dead letters
--        then the acked effect ids, dead letters as id and sealed letter
--
-- Result  {0}                              another process has taken the lease: nothing was done
--         {1, etag, receipts, wrapped key, entry…}   done; the receipts as they are now, and the first 100 entries that
--                                          wait, if the sender holds another number. With none waiting the lease is
--                                          given back.

local actor = redis.call('HMGET', KEYS[1], 'l', 'k', 'r', 'e')
local _, holder = string.match(actor[1] or '', '^(%d+)|(.+)$')
if holder ~= ARGV[2] then return {0} end

local acks, dead = tonumber(ARGV[6]), tonumber(ARGV[7])
if acks > 0 then
  local done = {}
  for i = 1, acks do done[ARGV[7 + i]] = true end
  for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    if done[string.sub(entry, 2, 19)] then redis.call('LREM', KEYS[2], 1, entry) end
  end
end
for i = 1, dead do
  local at = 7 + acks + 2 * i
  redis.call('HSET', KEYS[4], ARGV[at - 1], ARGV[at])
end
-- Receipts that are there already came with the same ack, whose reply was lost.
local receipts = actor[3] or ''
if ARGV[4] ~= '' then
  for one in string.gmatch(ARGV[4], '[^;]+;') do
    if not string.find(';' .. receipts, ';' .. one, 1, true) then receipts = receipts .. one end
  end
  redis.call('HSET', KEYS[1], 'r', receipts)
end

local length = redis.call('LLEN', KEYS[2])
if length == 0 then
  redis.call('HDEL', KEYS[1], 'l')
  redis.call('ZREM', KEYS[3], ARGV[1])
  return {1, actor[4] or '', receipts, ''}
end
local time = redis.call('TIME')
local ends = string.format('%d', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'l', ends .. '|' .. holder)
redis.call('ZADD', KEYS[3], ends, ARGV[1])
if length == tonumber(ARGV[5]) then return {1, actor[4] or '', receipts, ''} end
local result = {1, actor[4] or '', receipts, actor[2] or ''}
for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, 99)) do result[#result + 1] = entry end
return result
