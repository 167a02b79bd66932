/** A state or union territory of India as GST knows it. */
export interface IndianState {
  /** Of ISO 3166-2, without `IN-`. */
  readonly code: string
  /** The first two digits of a GSTIN, as they are given today. */
  readonly gstCode: string
  /** A union territory without a legislature: UTGST in place of SGST (UTGST Act 2017, sections 1 and 2(8)). */
  readonly isUtgst: boolean
}

/**
 * GST state code and code of ISO 3166-2; `*` marks UTGST. As GSTN lists them (master codes of the e-invoice system,
 * einvoice1.gst.gov.in, "State Codes"). 25 (Daman and Diu, until 2020) and 28 (Andhra Pradesh before 2014) are still on old
 * GSTINs, before the number of today; 97 is "other territory", which counts as a union territory.
 */
const LIST =
  "01JK 02HP 03PB 04CH* 05UK 06HR 07DL 08RJ 09UP 10BR 11SK 12AR 13NL 14MN 15MZ 16TR 17ML 18AS 19WB 20JH 21OD 22CG 23MP 24GJ 25DH* 26DH* 27MH 28AP 29KA 30GA 31LD* 32KL 33TN 34PY 35AN* 36TS 37AP 38LA* 97OT*"

const STATES: readonly IndianState[] = LIST.split(" ").map((entry) => ({
  gstCode: entry.slice(0, 2),
  code: entry.slice(2, 4),
  isUtgst: entry.endsWith("*"),
}))

/** The state of a code of ISO 3166-2. */
export function stateOfCode(code: string): IndianState | undefined {
  return STATES.findLast((state) => state.code === code)
}

/** The state whose two digits these are, under its number of today. */
export function stateOfGstCode(digits: string): IndianState | undefined {
  const known = STATES.find(({ gstCode }) => gstCode === digits)
  return known && stateOfCode(known.code)
}
