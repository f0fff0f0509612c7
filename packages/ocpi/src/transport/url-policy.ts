import { CpoError } from "@cpokit/kernel";

/** Which URLs of partners are called. Everything that a partner sends may point anywhere: versions, endpoints, response_url, Link. */
export interface UrlPolicy {
  /** Hosts that are called whatever they are, by http too: `["127.0.0.1", "partner.internal:8080"]`; with a port only that port. */
  readonly allow?: readonly string[];
}

/**
 * A URL that may be called: https and no address of a private network, unless its host is allowed. Names are not looked up here: a
 * `fetch` behind which a resolver lies should refuse private addresses as well.
 *
 * @throws `ocpi.url` with the rule that the URL breaks
 */
export function checkedUrl(text: string, { allow = [] }: UrlPolicy): URL {
  const refuse = (rule: string): never => {
    throw new CpoError("ocpi.url", `The URL is not called: ${rule}. Allow its host in urlPolicy, or by --allow of the ocpi command, if it is meant.`, { url: withoutSecrets(text), rule });
  };
  const url = URL.canParse(text) ? new URL(text) : refuse("it is no URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") refuse("it is neither https nor http");
  if (url.username !== "" || url.password !== "") refuse("it carries a name or password");
  if (allow.includes(url.hostname) || allow.includes(url.host)) return url;
  if (url.protocol !== "https:") refuse("it is not https");
  if (isPrivate(url.hostname)) refuse("its host is of a private network");
  return url;
}

/** Addresses that are not on the public internet (RFC 6890), and names that never are. */
export function isPrivate(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host.startsWith("[")) return isPrivateV6(host.slice(1, -1));
  const parts = host.split(".").map(Number);
  if (parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) return isPrivateV4(parts[0]!, parts[1]!, parts[2]!);
  return !host.includes(".") || /(^|\.)(localhost|local|internal|home\.arpa|lan|intranet|corp|test|invalid|example)$/.test(host);
}

function isPrivateV4(a: number, b: number, c: number): boolean {
  return a === 0 || a === 10 || a === 127 || a >= 224 || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32)
    || (a === 192 && b === 168) || (a === 192 && b === 0 && (c === 0 || c === 2)) || (a === 198 && (b === 18 || b === 19)) || (a === 198 && b === 51 && c === 100)
    || (a === 203 && b === 0 && c === 113);
}

/** As `URL` writes them: compressed, in lower case. */
function isPrivateV6(address: string): boolean {
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address) ?? /^64:ff9b::([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address);
  if (mapped !== null) {
    const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
    return isPrivateV4(high >> 8, high & 255, low >> 8);
  }
  // Global unicast is 2000::/3; of it 2001:db8::/32 is for documentation and 2002::/16 hides an IPv4 address.
  return !/^[23][\da-f]{3}:/.test(address) || address.startsWith("2001:db8:") || address.startsWith("2002:");
}

function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/@]*@/, "//***@").split(/[?#]/)[0]!;
}
