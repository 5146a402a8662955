-- Takes tokens from the bucket that all processes share. It fills by the rate, up to the burst; what was sent without a
-- token is debited first, and may leave it empty by one second at the most.
--
-- KEYS 1 the bucket: hash, l millionths of a token (may be negative), a when that was so, µs since 1970
-- ARGV 1 rate, tokens a second   2 burst, tokens   3 tokens wanted, 0 = debit only
--      4 tokens to debit; negative: so many are given back
--
-- Result  {tokens taken, µs until the next token is there; 0 when one is}
--
-- The clock is Redis' own. When it goes back, time stands still for the bucket; when it leaps ahead, the bucket is full.

local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000000
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local was = redis.call('HMGET', KEYS[1], 'l', 'a')
local level = burst
if was[1] and was[2] then
  level = tonumber(was[1]) + math.max(0, now - tonumber(was[2])) * rate
end
level = math.min(burst, level) - tonumber(ARGV[4]) * 1000000
level = math.min(burst, math.max(level, -rate * 1000000))

local taken = math.min(tonumber(ARGV[3]), math.max(0, math.floor(level / 1000000)))
level = level - taken * 1000000
redis.call('HSET', KEYS[1], 'l', string.format('%.0f', level), 'a', string.format('%.0f', now))

local wait = 0
if level < 1000000 then wait = math.ceil((1000000 - level) / rate) end
return {taken, wait}
