/**
 * `../AccountState.ts` in Lua: the account's and the lane's state, read at the beginning and written at the end.
 *
 * @since 0.1.0
 */
import * as QuotaLedger from "../QuotaLedger.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const lua = `
local account, slotsKey, laneKey, logKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local arg = cjson.decode(ARGV[3])
local day, minute = 86400000, 60000
local function text(x) return string.format("%.17g", x) end

local clock = tonumber(ARGV[2])
if clock == nil then
  local time = redis.call("TIME")
  clock = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function load(key)
  local flat, hash = redis.call("HGETALL", key), {}
  for i = 1, #flat, 2 do hash[flat[i]] = flat[i + 1] end
  return hash
end

local stored = load(account)
local function kept(name, default) return tonumber(stored[name] or default) end
local state = {
  seen = kept("seen", clock), skew = kept("skew", 0), until_ = kept("until_", 0), paused = kept("paused", 0),
  cool = kept("cool", 0), throttledAt = kept("throttledAt", -1), strikes = kept("strikes", 0), open = kept("open", 0),
  probe = kept("probe", 0), probeAt = kept("probeAt", 0), probeUntil = kept("probeUntil", 0),
  tickets = kept("tickets", 0), spacing = kept("spacing", 0)
}
local function keep(until_) state.until_ = math.max(state.until_, until_) end

local back = state.seen - (clock + state.skew)
if back > ${QuotaLedger.clockSlack} then state.skew = state.skew + back end
state.seen = math.max(state.seen, clock + state.skew)
local now = state.seen
keep(now + ${QuotaLedger.idle})

local lane, fixed, buckets, readings = {}, {}, {}, {}
local readingCount, gone = 0, {}
if laneKey then
  local found = load(laneKey)
  lane = {
    last = tonumber(found.last or -1), lastWeight = tonumber(found.lastWeight or 0), total = tonumber(found.total or 0),
    dropped = tonumber(found.dropped or 0), window = tonumber(found.window or 0)
  }
  for name, value in pairs(found) do
    local sort = string.sub(name, 1, 2)
    local rest = string.sub(name, 3)
    if sort == "f:" then
      local start, used = string.match(value, "^(%S+) (%S+)$")
      fixed[rest] = { start = tonumber(start), used = tonumber(used) }
    elseif sort == "b:" then
      buckets[rest] = tonumber(value)
    elseif sort == "r:" then
      local reset, remaining, spacing = string.match(value, "^(%S+) (%S+) (%S+)$")
      readings[rest] = { reset = tonumber(reset), remaining = tonumber(remaining), spacing = tonumber(spacing) }
      readingCount = readingCount + 1
    end
  end
end

local function save(hash)
  local flat = {}
  for name, value in pairs(state) do
    flat[#flat + 1] = name
    flat[#flat + 1] = text(value)
  end
  redis.call("HSET", account, unpack(flat))
  local life = text(state.until_ - now + 60000)
  redis.call("PEXPIRE", account, life)
  if not laneKey then return end
  local pairs_ = {}
  local function put(name, value)
    pairs_[#pairs_ + 1] = name
    pairs_[#pairs_ + 1] = value
  end
  for name, value in pairs(lane) do put(name, text(value)) end
  for name, value in pairs(fixed) do put("f:" .. name, text(value.start) .. " " .. text(value.used)) end
  for name, value in pairs(buckets) do put("b:" .. name, text(value)) end
  for name, value in pairs(readings) do
    put("r:" .. name, text(value.reset) .. " " .. text(value.remaining) .. " " .. text(value.spacing))
  end
  redis.call("HSET", laneKey, unpack(pairs_))
  if #gone > 0 then redis.call("HDEL", laneKey, unpack(gone)) end
  redis.call("PEXPIRE", laneKey, life)
  redis.call("PEXPIRE", slotsKey, life)
  redis.call("PEXPIRE", logKey, life)
end
`
