export const ALL_SCOPES = [
  "balance:read",
  "usage:read",
  "statement:read",
  "topup:write",
  "settings:write",
] as const
const EXPIRES_IN_SECONDS = 900

/** A portal token as the server makes it, but for the signature: elements read its payload only. */
export function portalToken({
  walletId,
  scopes = ALL_SCOPES,
  expiresInSeconds = EXPIRES_IN_SECONDS,
  issuedSecondsAgo = 0,
}: {
  readonly walletId: string
  readonly scopes?: readonly string[]
  readonly expiresInSeconds?: number
  readonly issuedSecondsAgo?: number
}): string {
  const issuedAt = Math.floor(Date.now() / 1000) - issuedSecondsAgo
  const payload = {
    sub: walletId,
    partner: "par",
    scopes,
    key: "key_1",
    iat: issuedAt,
    exp: issuedAt + expiresInSeconds,
  }
  return [{ alg: "HS256", typ: "JWT" }, payload].map(encode).join(".") + ".signature"
}

function encode(part: object): string {
  return btoa(JSON.stringify(part)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}
