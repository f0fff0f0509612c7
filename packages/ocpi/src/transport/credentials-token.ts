import type { OcpiVersion } from "../schema/version-facts.ts";

/** How a peer writes the token into the Authorization header: as it is (2.1.1), or as base64 (2.2 and later). */
export type TokenEncoding = "raw" | "base64";

/** What each version asks for (E02); a peer may want it otherwise. */
export function encodingOf(version: OcpiVersion): TokenEncoding {
  return version === "2.1.1" ? "raw" : "base64";
}

/** The value of the Authorization header. */
export function authorizationHeader(token: string, encoding: TokenEncoding): string {
  return `Token ${encoding === "raw" ? token : base64Of(token)}`;
}

/**
 * What the token of an Authorization header may be, the likelier reading first: as it is, and decoded from base64 without the line feed
 * that the examples carry (E01, E02). Empty when the header has no token.
 */
export function tokensIn(header: string | null): readonly string[] {
  const given = /^Token\s+(\S+)\s*$/i.exec(header ?? "")?.[1];
  if (given === undefined) return [];
  const decoded = textOf(given)?.replace(/[\r\n]+$/, "");
  return decoded === undefined || decoded === "" ? [given] : [given, decoded];
}

/** SHA-256 as hex: what is stored of a token that was issued. */
export async function hashOfToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A new token of 256 random bits, in letters that need no escaping. */
export function newToken(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

function textOf(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not base64, or not of a text: then it is the token itself.
    return undefined;
  }
}
