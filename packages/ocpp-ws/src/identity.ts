/** What the URL of a handshake says. */
export type Address =
  | { readonly outcome: "address"; readonly identity: string; /** The decoded segments between the prefix and the identity. */ readonly path: readonly string[] }
  | { readonly outcome: "refused"; readonly status: 400 | 404; readonly reason: string };

/**
 * Reads the identity of a station from the path of its URL (OCPP-J 1.6 §3.1.1, 2.x part 4 §3.1.1), by these rules:
 * the query is ignored and so is one slash at the end; the path must lie below `prefix`; the identity is the last segment, split before
 * decoding, so that `%2F` is a slash within the identity; percent escapes and raw non-ASCII bytes must be UTF-8. Anything else is
 * allowed (spaces, pipes, colons, `__proto__`), but control characters, `.` and `..`, and more than `maximum` characters (Q17).
 */
export function readAddress(url: string, prefix: string, maximum: number): Address {
  const end = url.search(/[?#]/);
  const raw = utf8(end === -1 ? url : url.slice(0, end));
  if (raw === undefined) return refused(400, "The path is not valid UTF-8. Percent-encode the identity as UTF-8.");
  const path = raw.endsWith("/") ? raw.slice(0, -1) : raw;
  if (!path.startsWith(`${prefix}/`)) return refused(404, `No charging station connects here. Use ${prefix}/<identity>.`);
  const segments: string[] = [];
  for (const segment of path.slice(prefix.length + 1).split("/")) {
    const text = decoded(segment);
    if (text === undefined) return refused(400, "The path has a bad percent escape. Percent-encode the identity as UTF-8.");
    segments.push(text);
  }
  const identity = segments.pop() ?? "";
  if (identity === "") return refused(404, `The path has no identity. Use ${prefix}/<identity>.`);
  if (identity === "." || identity === "..") return refused(400, "An identity may not be . or .. alone.");
  if (/[\u0000-\u001f\u007f]/.test(identity)) return refused(400, "An identity may not contain control characters.");
  if (lengthOf(identity) > maximum) return refused(400, `The identity is longer than ${maximum} characters.`);
  return { outcome: "address", identity, path: segments };
}

function decoded(segment: string): string | undefined {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Node reads the bytes of a URL as Latin-1. */
function utf8(url: string): string | undefined {
  if (!/[\u0080-\u00ff]/.test(url)) return url;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(url, "latin1"));
  } catch {
    return undefined;
  }
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function refused(status: 400 | 404, reason: string): Address {
  return { outcome: "refused", status, reason };
}
