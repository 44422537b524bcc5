/**
 * The decisions of `AccountLedger` in Lua, so that Redis makes each in one step. Names are the same on both sides; a
 * differential test holds them together.
 *
 * Keys: the account's hash, its slots, and of one kind of request the hash and the log. Arguments: the operation, the time in
 * epoch milliseconds or nothing for Redis's own, and the operation's arguments in JSON. The answer is a list of strings.
 *
 * @since 0.1.0
 */
import * as AccountLedger from "./lua/AccountLedger.ts"
import * as AccountState from "./lua/AccountState.ts"
import * as Slot from "./lua/Slot.ts"

/**
 * @category constants
 * @since 0.1.0
 */
export const lua = [AccountState.lua, Slot.lua, AccountLedger.lua].join("")
