import { foldTokenValue } from "@cpokit/model";

/** A token as stations send it, and the id of our own record of it, where there is one. */
export interface TokenIdentity {
  readonly value: string;
  readonly id?: string;
}

/** What stands where an erased token stood. */
export const ERASED = "#ERASED";

/** The same plain data without the token, wherever a fact, a session or an answer names one; the very same object where none does. */
export function withoutToken<Data>(data: Data, { value, id }: TokenIdentity): Data {
  const folded = foldTokenValue(value);

  function visit(name: string, part: unknown): unknown {
    if (typeof part === "string") return visitText(name, part);
    if (typeof part !== "object" || part === null) return part;
    if (Array.isArray(part)) return changed(part, part.map((each) => visit(name, each)));
    const entries = Object.entries(part);
    const visited = entries.map(([key, each]) => visit(name === "token" ? `token.${key}` : key, each));
    return visited.every((each, place) => each === entries[place]![1]) ? part : Object.fromEntries(entries.map(([key], place) => [key, visited[place]]));
  }

  function visitText(name: string, text: string): string {
    if (name === "token.value") return foldTokenValue(text) === folded ? ERASED : text;
    if (name === "tokenId") return text === id ? ERASED : text;
    // Keys of facts join what makes two messages the same by slashes.
    if (name === "key") return text.split("/").map((part) => (foldTokenValue(part) === folded ? ERASED : part)).join("/");
    return text;
  }

  return visit("", data) as Data;
}

function changed(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((each, place) => each === before[place]) ? before : after;
}
