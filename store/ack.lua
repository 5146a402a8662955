-- What senders have carried out leaves the outboxes. One call may bring the acks of several actors: each is done by
-- itself, and one that fails harms no other.
--
-- KEYS per ack  1 actor hash   2 outbox list   3 out zset   4 dead hash
-- ARGV 1 how many acks, and per ack
--      1 actor id     2 lease token   3 lease time, ms   4 receipts to add, each ended by ;
--      5 how many entries the sender still holds   6 how many effects   7 how many dead letters
--        then the ids of the effects, dead letters as id and sealed letter
--
-- Result  per ack
--         {0}                                        another process has taken the lease: nothing was done
--         {1, etag, receipts, wrapped key, entry…}   done; the receipts as they are now, and the first 100 entries
--                                                    (flows.OutboxPage) that wait, if the sender holds another number. With none waiting the
--                                                    lease is given back.
--         {-1, error}                                Redis refused something

local function ack(k, a, done, dead)
  local actor = redis.call('HMGET', KEYS[k + 1], 'l', 'k', 'r', 'e')
  local _, holder = string.match(actor[1] or '', '^(%d+)|(.+)$')
  if holder ~= ARGV[a + 2] then return {0} end

  if done > 0 then
    local ids = {}
    for i = 1, done do ids[ARGV[a + 7 + i]] = true end
    for _, entry in ipairs(redis.call('LRANGE', KEYS[k + 2], 0, -1)) do
      if ids[string.sub(entry, 2, 19)] then redis.call('LREM', KEYS[k + 2], 1, entry) end
    end
  end
  for i = 1, dead do
    local at = a + 7 + done + 2 * i
    redis.call('HSET', KEYS[k + 4], ARGV[at - 1], ARGV[at])
  end
  -- Receipts that are there already came with the same ack, whose reply was lost.
  local receipts = actor[3] or ''
  if ARGV[a + 4] ~= '' then
    for one in string.gmatch(ARGV[a + 4], '[^;]+;') do
      if not string.find(';' .. receipts, ';' .. one, 1, true) then receipts = receipts .. one end
    end
    redis.call('HSET', KEYS[k + 1], 'r', receipts)
  end

  local length = redis.call('LLEN', KEYS[k + 2])
  if length == 0 then
    redis.call('HDEL', KEYS[k + 1], 'l')
    redis.call('ZREM', KEYS[k + 3], ARGV[a + 1])
    return {1, actor[4] or '', receipts, ''}
  end
  local time = redis.call('TIME')
  local ends = string.format('%d', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[a + 3]))
  redis.call('HSET', KEYS[k + 1], 'l', ends .. '|' .. holder)
  redis.call('ZADD', KEYS[k + 3], ends, ARGV[a + 1])
  if length == tonumber(ARGV[a + 5]) then return {1, actor[4] or '', receipts, ''} end
  local result = {1, actor[4] or '', receipts, actor[2] or ''}
  for _, entry in ipairs(redis.call('LRANGE', KEYS[k + 2], 0, 99)) do result[#result + 1] = entry end
  return result
end

local results, a = {}, 1
for i = 1, tonumber(ARGV[1]) do
  local done, dead = tonumber(ARGV[a + 6]), tonumber(ARGV[a + 7])
  local ok, result = pcall(ack, 4 * (i - 1), a, done, dead)
  if not ok then result = {-1, type(result) == 'table' and result.err or tostring(result)} end
  results[i] = result
  a = a + 7 + done + 2 * dead
end
return results
