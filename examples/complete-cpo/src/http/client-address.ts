/**
 * The address of whoever asked a proxy in front: the last one of `x-forwarded-for` that is not itself a proxy of ours. What a stranger writes into that header
 * stands before what our proxies append, and is not believed.
 *
 * @returns `undefined` when the request came past the proxies
 */
export function clientAddress(peer: string, forwardedFor: string | null, proxies: readonly string[]): string | undefined {
  if (!proxies.includes(plain(peer))) return undefined;
  return (forwardedFor ?? "").split(",").map((address) => plain(address.trim())).findLast((address) => address !== "" && !proxies.includes(address));
}

/** An IPv4 address in the clothes of IPv6 is that IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
