/** What a code may be made of; in capitals no two different ones are the same. */
export const COUPON_CODE: RegExp = /^[A-Za-z0-9_.-]{1,64}$/

/** What codes compare by: without case, and without the blanks that come with pasting; `undefined` for no code at all. */
export function couponCodeKey(written: string): string | undefined {
  const code = written.trim()
  return COUPON_CODE.test(code) ? code.toUpperCase() : undefined
}
