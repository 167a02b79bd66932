import ipaddr from "ipaddr.js"

/** What IANA has given out for hosts of the Internet. Around it are ranges that no list names one by one. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = ipaddr.IPv6.parseCIDR("2000::/3")
const UNICAST = "unicast"

/**
 * Whether an address is a host of the Internet's: not private, loopback, link-local, shared (CGNAT), multicast, documentation,
 * a cloud's metadata service, nor one of IPv6 that stands for such a one of IPv4 (mapped, 6to4, Teredo, NAT64). Rule HOOK-8.
 */
export function isPublicAddress(written: string): boolean {
  if (!ipaddr.isValid(written)) return false
  const address = ipaddr.parse(written)
  if (address.range() !== UNICAST) return false
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST)
}

/** Whether it is this machine. */
export function isLoopbackAddress(written: string): boolean {
  return ipaddr.isValid(written) && ipaddr.process(written).range() === "loopback"
}
