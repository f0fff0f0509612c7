import { foldTokenValue } from "./token.ts";

/** A token as stations send it, and the id of our own record of it, where there is one. */
export interface TokenIdentity {
  readonly value: string;
  readonly id?: string;
}

/** What stands where an erased token stood. */
export const ERASED = "#ERASED";

/** Fields of OCPP messages that hold the value of a token as text. */
const OCPP_FIELDS: ReadonlySet<string> = new Set(["idTag", "parentIdTag", "idToken"]);

/** A key that joins what makes two messages the same by slashes, without the token. */
export function keyWithoutToken(key: string, { value }: TokenIdentity): string {
  const folded = foldTokenValue(value);
  return key.split("/").map((part) => (foldTokenValue(part) === folded ? ERASED : part)).join("/");
}

/** Sixteen hex digits at the end of a key stand for what the message held: who knows the rest of it could try tokens until they fit. */
const FINGERPRINT = /\/[0-9a-f]{16}$/;

/** A key of a message that named the token, without what would prove a guess of it. */
export function keyWithoutFingerprint(key: string): string {
  return key.replace(FINGERPRINT, `/${ERASED}`);
}

/**
 * The same plain data without the token, wherever a fact, a session, an answer, a command or an OCPP message names one; the very
 * same object where none does.
 */
export function withoutToken<Data>(data: Data, identity: TokenIdentity): Data {
  const { value, id } = identity;
  const folded = foldTokenValue(value);

  function visit(name: string, part: unknown): unknown {
    if (typeof part === "string") return visitText(name, part);
    if (typeof part !== "object" || part === null) return part;
    if (Array.isArray(part)) return changed(part, part.map((each) => visit(name, each)));
    const entries = Object.entries(part);
    const visited = entries.map(([key, each]) => visit(name === "token" ? `token.${key}` : key, each));
    if (visited.every((each, place) => each === entries[place]![1])) return part;
    const names = entries.map(([key]) => key);
    if (visited[names.indexOf("token")] !== entries[names.indexOf("token")]?.[1]) dropFingerprint(names, visited);
    return Object.fromEntries(names.map((key, place) => [key, visited[place]]));
  }

  function visitText(name: string, text: string): string {
    if (name === "token.value" || OCPP_FIELDS.has(name)) return foldTokenValue(text) === folded ? ERASED : text;
    if (name === "tokenId") return text === id ? ERASED : text;
    if (name === "key") return keyWithoutToken(text, identity);
    return text;
  }

  return visit("", data) as Data;
}

/** Of a fact that named the token; its time keeps it apart from others that differ in nothing else. */
function dropFingerprint(names: readonly string[], values: unknown[]): void {
  const place = names.indexOf("key");
  const key = values[place];
  if (typeof key === "string" && FINGERPRINT.test(key)) values[place] = `${keyWithoutFingerprint(key)}/${String(values[names.indexOf("receivedAt")])}`;
}

function changed(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((each, place) => each === before[place]) ? before : after;
}
