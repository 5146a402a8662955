-- Marks an outbox entry before its call is begun, so that after a crash nobody takes it for unsent.
--
-- KEYS 1 actor hash   2 outbox list
-- ARGV 1 lease token  2 effect id   3 the mark: '!' begun, '-' not begun (the call was refused)
--
-- Result  1 written, 0 the lease or the entry is gone

local _, holder = string.match(redis.call('HGET', KEYS[1], 'l') or '', '^(%d+)|(.+)$')
if holder ~= ARGV[1] then return 0 end
for i, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  if string.sub(entry, 2, 19) == ARGV[2] then
    redis.call('LSET', KEYS[2], i - 1, ARGV[3] .. string.sub(entry, 2))
    return 1
  end
end
return 0
