/** The catalog's settings of issuers: `invoices/issuer.ts` keeps them, as JSON. The partner's id follows. */
export const ISSUER_SETTING_PREFIX = "issuer:"
