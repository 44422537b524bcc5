/**
 * `../Slot.ts` in Lua: the earliest slot, and the taking of it.
 *
 * @since 0.1.0
 */
import * as QuotaLedger from "../QuotaLedger.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const lua = `
local function regimeAt(at)
  if not arg.quiet then return 1, math.huge end
  local midnight = math.floor(at / day) * day
  local from, to, moment = arg.quiet.from * minute, arg.quiet.to * minute, at - midnight
  local quiet
  if from <= to then quiet = moment >= from and moment < to else quiet = moment >= from or moment < to end
  local ends = math.huge
  for _, edge in ipairs({ from, to, from + day, to + day }) do
    if edge > moment then ends = math.min(ends, edge) end
  end
  return quiet and arg.quiet.factor or 1, midnight + ends
end

local function limitOf(limit, factor) return math.max(1, math.floor(limit * factor)) end

local function bucketOf(quota) return text(quota.limit) .. ":" .. text(quota.window) end

local function freeAt(quota, limit, at)
  if quota.counting == "sliding" then
    local unit = lane.total + arg.weight - limit
    if unit <= lane.dropped then return at end
    local entry = redis.call("ZRANGEBYSCORE", logKey, text(unit), "+inf", "LIMIT", 0, 1)[1]
    if not entry then return at end
    return tonumber(string.match(entry, "^(%S+):")) + quota.window
  elseif quota.counting == "fixed" then
    local window = fixed[text(quota.window)]
    if window and at < window.start + quota.window and window.used + arg.weight > limit then
      return window.start + quota.window
    end
    return at
  end
  local full = buckets[bucketOf(quota)] or 0
  if full > at then return full + (arg.weight * quota.window) / limit - quota.window end
  return at
end

local function earliest()
  local at, because = now, ""
  local slots = {}
  if arg.spacing > 0 then
    for _, value in ipairs(redis.call("ZRANGE", slotsKey, 0, -1, "WITHSCORES")) do slots[#slots + 1] = tonumber(value) end
  end
  local function raise(to, why)
    if to > at then
      at = math.ceil(to)
      because = why
    end
  end
  while true do
    local before = at
    local factor, ends = regimeAt(before - state.skew)
    raise(state.paused, "pause")
    raise(lane.last, "quota")
    for _, reading in pairs(readings) do
      if reading.reset > at then
        if reading.remaining == 0 then
          raise(reading.reset, "quota")
        else
          raise(math.min(reading.reset, lane.last + lane.lastWeight * reading.spacing), "quota")
        end
      end
    end
    if arg.spacing > 0 then
      local spacing = math.ceil(arg.spacing / factor)
      for i = 2, #slots, 2 do
        local taken = slots[i]
        local apart = spacing
        if taken > at then
          local its = regimeAt(taken - state.skew)
          apart = math.ceil(arg.spacing / its)
        end
        if math.abs(taken - at) < apart then raise(taken + spacing, "quota") end
      end
    end
    for _, quota in ipairs(arg.quotas) do
      local limit = limitOf(quota.limit, factor)
      if arg.weight > limit then raise(ends + state.skew, "quota") else raise(freeAt(quota, limit, at), "quota") end
    end
    if at == before or at - now > ${QuotaLedger.horizon} then return at, because end
    at = math.min(at, ends + state.skew)
  end
end

local function take(at)
  local factor = regimeAt(at - state.skew)
  lane.last = at
  lane.lastWeight = arg.weight
  lane.total = lane.total + arg.weight
  for _, quota in ipairs(arg.quotas) do
    keep(at + quota.window)
    if quota.counting == "sliding" then
      lane.window = math.max(lane.window, quota.window)
    elseif quota.counting == "fixed" then
      local name = text(quota.window)
      local window = fixed[name]
      if window and at < window.start + quota.window then
        window.used = window.used + arg.weight
      else
        fixed[name] = {
          start = math.floor((at - state.skew) / quota.window) * quota.window + state.skew,
          used = arg.weight
        }
      end
    else
      local name = bucketOf(quota)
      local full = math.max(buckets[name] or 0, at)
      buckets[name] = full + (arg.weight * quota.window) / limitOf(quota.limit, factor)
    end
  end
  state.tickets = state.tickets + 1
  redis.call("ZADD", slotsKey, text(at), text(state.tickets))
  if lane.window == 0 then
    lane.dropped = lane.total
  else
    redis.call("ZADD", logKey, text(lane.total), text(at) .. ":" .. text(lane.total))
  end
  return state.tickets
end

local function prune()
  redis.call("ZREMRANGEBYSCORE", slotsKey, "-inf", "(" .. text(now - state.spacing))
  local low, high = 0, redis.call("ZCARD", logKey)
  local old
  while low < high do
    local middle = math.floor((low + high) / 2)
    local entry = redis.call("ZRANGE", logKey, middle, middle)[1]
    if tonumber(string.match(entry, "^(%S+):")) <= now - lane.window then
      old = entry
      low = middle + 1
    else
      high = middle
    end
  end
  if old then
    lane.dropped = tonumber(string.match(old, ":(%S+)$"))
    redis.call("ZREMRANGEBYRANK", logKey, 0, low - 1)
  end
end
`
