/** What every server of these tests is started with. */
export const OPERATOR_KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"
export const META_APP_SECRET = "meta-app-secret-of-the-scenarios"
export const GUPSHUP_TOKEN = "gupshup-token-of-the-scenarios"
