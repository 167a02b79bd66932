/** Milliseconds since 1970: what the Worker under test takes the time to be from this request on. */
export const CLOCK_HEADER = "x-test-now"
