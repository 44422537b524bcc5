/**
 * `../AccountLedger.ts` in Lua: the decisions, and the running of the one that was asked for.
 *
 * @since 0.1.0
 */
import * as QuotaLedger from "../QuotaLedger.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const lua = `
local function isProbing() return state.probe ~= 0 and state.probeUntil > now end

local function probe(ticket, at)
  state.probe = ticket
  state.probeAt = at
  state.probeUntil = now + ${QuotaLedger.lease}
end

local function isSinceThrottle()
  if arg.sentAfter == nil then return now >= state.cool end
  return arg.sentAfter + state.skew >= state.throttledAt
end

local run = {}

function run.admit()
  local factor = arg.quiet and arg.quiet.factor or 1
  state.spacing = math.max(state.spacing, math.ceil(arg.spacing / factor))
  prune()
  local at, because = earliest()
  local wait = at - now
  if because ~= "" and wait > math.min(arg.maxWait, ${QuotaLedger.horizon}) then
    return { "TooLong", text(at - state.skew), because }
  end
  if state.open == 0 then
    if isProbing() then
      if arg.maxWait > 0 then
        return { "Later", text(math.min(${QuotaLedger.poll}, state.probeUntil - now, arg.maxWait)), "probe" }
      end
      return { "TooLong", text(state.probeUntil - state.skew), "probe" }
    end
    if because ~= "" then return { "Later", text(wait), because } end
  end
  local ticket = take(at)
  if state.open == 0 then probe(ticket, at) end
  return { "Granted", text(wait), because, text(at), text(ticket), text(at - state.skew) }
end

function run.confirm()
  if arg.at > now then return { "Early", text(arg.at - now) } end
  if state.paused > now then return { "Back" } end
  for _, reading in pairs(readings) do
    if reading.remaining == 0 and reading.reset > now then return { "Back" } end
  end
  if state.open == 0 and state.probe ~= arg.ticket then
    if isProbing() then return { "Back" } end
    probe(arg.ticket, arg.at)
  end
  return { "Send", text(now - arg.at) }
end

function run.throttled()
  local fresh = isSinceThrottle()
  if arg.wait ~= nil then
    state.cool = math.max(state.cool, now + arg.wait)
  elseif fresh then
    state.strikes = state.strikes + 1
    local longest = math.min(${QuotaLedger.cooldown.most}, ${QuotaLedger.cooldown.first} * 2 ^ math.min(state.strikes - 1, 10))
    state.cool = math.max(state.cool, now + math.ceil(longest / 2 + (longest / 2) * arg.chance))
  end
  if fresh then
    state.throttledAt = now
    state.probe = 0
  end
  state.open = 0
  state.paused = math.max(state.paused, state.cool)
  keep(state.paused + ${QuotaLedger.idle})
  return { text(math.max(0, state.paused - now)) }
end

function run.pause()
  state.paused = math.max(state.paused, now + arg.wait)
  keep(state.paused + ${QuotaLedger.idle})
  return {}
end

function run.ended()
  local fresh = isSinceThrottle()
  local isProbe = false
  if state.probe ~= 0 then
    if arg.sentAfter == nil then isProbe = fresh else isProbe = arg.sentAfter + state.skew == state.probeAt end
  end
  if arg.how == "answered" and (fresh or isProbe) then
    state.open = 1
    state.strikes = 0
    state.probe = 0
  elseif isProbe then
    state.probe = 0
  end
  return {}
end

function run.observed()
  for name, reading in pairs(readings) do
    if reading.reset <= now then gone[#gone + 1] = "r:" .. name end
  end
  for _, field in ipairs(gone) do readings[string.sub(field, 3)] = nil end
  readingCount = readingCount - #gone
  for _, new in ipairs(arg.readings) do
    local reset, old = now + new.reset, readings[new.name]
    local overtaken = old and new.remaining > old.remaining
      and math.abs(reset - old.reset) <= ${QuotaLedger.sameReset}
    if not overtaken and (old or readingCount < ${QuotaLedger.mostReadings}) then
      local spacing = 0
      if new.remaining ~= 0 then spacing = new.reset / (${QuotaLedger.useOfRemaining} * new.remaining) end
      if not old then readingCount = readingCount + 1 end
      readings[new.name] = { reset = reset, remaining = new.remaining, spacing = spacing }
      keep(reset + ${QuotaLedger.idle})
    end
  end
  local live = {}
  for _, field in ipairs(gone) do
    if not readings[string.sub(field, 3)] then live[#live + 1] = field end
  end
  gone = live
  return {}
end

local answer = run[ARGV[1]]()
save()
return answer
`
