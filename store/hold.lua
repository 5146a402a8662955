-- Holds a name for one owner: taken when free, renewed when already the owner's.
--
-- KEYS 1 the name's key
-- ARGV 1 owner   2 time, ms   3 '' = hold, 'free' = let go
--
-- Result  1 held (or let go), 0 another holds it

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[3] == 'free' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
