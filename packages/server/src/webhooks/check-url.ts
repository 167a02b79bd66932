const URL_CHARACTERS_MAX = 2_048
const HTTPS_PORT = 443
/** Below are the ports of well-known services, to which nobody's webhooks go. */
const FREE_PORT_MIN = 1_024
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"])
/** Names that are no public host's: RFC 6761, 6762, 8375, 9476 and those that networks at home and in offices use. */
const INTERNAL =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|test|invalid|onion|alt|arpa)$/

/** Why webhooks do not go to this URL, in words; `undefined` when they may. Rule HOOK-8. */
export function urlFault(
  written: string,
  { allowsLoopback }: { readonly allowsLoopback: boolean },
): string | undefined {
  if (written.length > URL_CHARACTERS_MAX) return `at most ${URL_CHARACTERS_MAX} characters`
  if (!URL.canParse(written)) return "a URL, as in https://example.com/webhooks"
  const { protocol, username, password, hostname: host, port, hash } = new URL(written)
  const hostname = host.replace(/\.$/, "")
  if (username !== "" || password !== "") return "without a user name or password"
  if (hash !== "") return "without a fragment"
  if (allowsLoopback && LOOPBACK.has(hostname) && (protocol === "http:" || protocol === "https:"))
    return undefined
  if (protocol !== "https:") return "must begin with https://"
  const number = port === "" ? HTTPS_PORT : Number(port)
  if (number !== HTTPS_PORT && number < FREE_PORT_MIN)
    return `port ${HTTPS_PORT}, or one from ${FREE_PORT_MIN} on`
  if (hostname.startsWith("[") || IPV4.test(hostname)) return "a host name, not an address"
  if (!hostname.includes(".") || INTERNAL.test(hostname)) return "a public host name"
  return undefined
}
