-- One turn, whole or not at all.
--
-- KEYS 1 actor hash   2 outbox list   3 out zset   4 due zset   5 journal stream
--      6 member hash  7 zset of its kind           8… index zsets: the first ARGV[17] are entered, the others left
-- ARGV 1 actor id     2 etag that must stand ('' = there must be no actor)   3 etag it gets
--      4 sealed state 5 wrapped data key ('' = stays)                       6 next timer, ms ('' = none)
--      7 lease token held ('' = none)   8 lease token to take, "owner:random"   9 lease time, ms
--     10 creation, ms ('' = not new)   11 bytes of receipts used up         12 parking ('' = stays, '-' = ends)
--     13 journal entry ('' = none)     14 journal length
--     15 how many effects   16 how many acks   17 indexes entered   18 how many members
--        then the effects' entries, the acked effect ids, members as field and value ('' = delete)
--
-- Result  {1, outbox length, lease token or '', bytes of receipts left}        committed; a commit with neither effects
--                                                                              nor acks answers 0 and takes no lease
--         {0, etag, sealed state, wrapped key, receipts, parking}              another commit came first
--
-- Lease times are Redis' own TIME. An outbox entry starts with one mark and the effect's id of 18 characters.

local now = redis.call('HMGET', KEYS[1], 'e', 's', 'k', 'r', 'p', 'l', 't')
local etag = now[1] or ''
if etag ~= ARGV[2] then
  if etag == ARGV[3] then
    -- My own first try was applied and its reply lost. Writing something makes a WAIT behind this call cover that try.
    redis.call('HSET', KEYS[1], 'e', etag)
  end
  return {0, etag, now[2] or '', now[3] or '', now[4] or '', now[5] or ''}
end

local fields = {'e', ARGV[3], 's', ARGV[4]}
if ARGV[5] ~= '' then
  fields[#fields + 1] = 'k'
  fields[#fields + 1] = ARGV[5]
end

local id, effects, acks = ARGV[1], tonumber(ARGV[15]), tonumber(ARGV[16])
local gone = {}
local at = 18

-- Outbox and lease.
local token, length = '', 0
if effects > 0 or acks > 0 then
  local time = redis.call('TIME')
  local ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local till, holder = string.match(now[6] or '', '^(%d+)|(.+)$')
  local mine = holder ~= nil and holder == ARGV[7]
  local owner = string.match(ARGV[8], '^[^:]*:')
  local own = holder ~= nil and string.sub(holder, 1, #owner) == owner
  if effects > 0 then
    local entries = {}
    for i = 1, effects do entries[i] = ARGV[at + i] end
    redis.call('RPUSH', KEYS[2], unpack(entries))
  end
  if mine and acks > 0 then
    local done = {}
    for i = 1, acks do done[ARGV[at + effects + i]] = true end
    for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
      if done[string.sub(entry, 2, 19)] then redis.call('LREM', KEYS[2], 1, entry) end
    end
  end
  length = redis.call('LLEN', KEYS[2])
  if length == 0 then
    if mine then gone[#gone + 1] = 'l' end
    redis.call('ZREM', KEYS[3], id)
  elseif mine or own or holder == nil or tonumber(till) < ms then
    token = mine and holder or ARGV[8]
    local ends = string.format('%d', ms + tonumber(ARGV[9]))
    fields[#fields + 1] = 'l'
    fields[#fields + 1] = ends .. '|' .. token
    redis.call('ZADD', KEYS[3], ends, id)
  end
end
at = at + effects + acks

-- Members.
for _ = 1, tonumber(ARGV[18]) do
  if ARGV[at + 2] == '' then
    redis.call('HDEL', KEYS[6], ARGV[at + 1])
  else
    redis.call('HSET', KEYS[6], ARGV[at + 1], ARGV[at + 2])
  end
  at = at + 2
end

-- Receipts that this turn has read; what was added meanwhile stays.
local rest = now[4] or ''
if ARGV[11] ~= '0' then
  rest = string.sub(rest, tonumber(ARGV[11]) + 1)
  if rest == '' then
    gone[#gone + 1] = 'r'
  else
    fields[#fields + 1] = 'r'
    fields[#fields + 1] = rest
  end
end

-- The next timer.
if ARGV[6] ~= (now[7] or '') then
  if ARGV[6] == '' then
    gone[#gone + 1] = 't'
    redis.call('ZREM', KEYS[4], id)
  else
    fields[#fields + 1] = 't'
    fields[#fields + 1] = ARGV[6]
    redis.call('ZADD', KEYS[4], ARGV[6], id)
  end
end

if ARGV[12] == '-' then
  gone[#gone + 1] = 'p'
elseif ARGV[12] ~= '' then
  fields[#fields + 1] = 'p'
  fields[#fields + 1] = ARGV[12]
end

redis.call('HSET', KEYS[1], unpack(fields))
if #gone > 0 then redis.call('HDEL', KEYS[1], unpack(gone)) end

-- Indexes: by creation, so that a walk in that order meets each actor once.
if ARGV[10] ~= '' then redis.call('ZADD', KEYS[7], ARGV[10], id) end
local entered = tonumber(ARGV[17])
for i = 8, #KEYS do
  if i - 7 <= entered then
    redis.call('ZADD', KEYS[i], redis.call('ZSCORE', KEYS[7], id) or '0', id)
  else
    redis.call('ZREM', KEYS[i], id)
  end
end

if ARGV[13] ~= '' then
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[14], '*', 'a', id, 'd', ARGV[13])
end
return {1, length, token, #rest}
