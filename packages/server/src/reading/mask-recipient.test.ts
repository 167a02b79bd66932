import { describe, expect, it } from "vitest"
import { maskRecipient } from "./mask-recipient.ts"

describe("maskRecipient", () => {
  it.each([
    ["919876543210", "9198******10"],
    ["16505551234", "1650*****34"],
    ["1234567", "12***67"],
    ["", ""],
    ["123", "123"],
  ])("[READ-9] %j becomes %j", (digits, masked) => {
    expect(maskRecipient(digits)).toBe(masked)
  })
})
