import type { Address, CommitResult, CommitUnit, Driver, IndexEntry, Write } from "../driver.ts";
import { fail } from "./expect.ts";

/** The address of a document in the collection that most cases use. */
export function at(id: string, collection = "things", scope = ""): Address {
  return { scope, collection, id };
}

export function put(address: Address, body: unknown, ...keys: IndexEntry[]): Write {
  return { kind: "put", ...address, body: JSON.stringify(body), keys };
}

export function remove(address: Address): Write {
  return { kind: "delete", ...address };
}

export function indexed(index: string, key: string): IndexEntry {
  return { index, key, unique: false };
}

export function unique(index: string, key: string): IndexEntry {
  return { index, key, unique: true };
}

export function writes(...list: Write[]): CommitUnit {
  return { checks: [], writes: list };
}

/** Commits one unit alone. */
export async function commitOne(driver: Driver, unit: CommitUnit): Promise<CommitResult> {
  const results = await driver.commit([unit]);
  if (results.length !== 1) fail(`A commit of one unit gave ${results.length} results.`);
  return results[0]!;
}

/** Commits one unit that must succeed, and returns its version. */
export async function mustCommit(driver: Driver, unit: CommitUnit): Promise<number> {
  const result = await commitOne(driver, unit);
  return result.outcome === "committed" ? result.version : fail(`A unit that may commit was answered ${JSON.stringify(result)}.`);
}

/** The body, parsed; `undefined` when the document is absent. */
export async function bodyAt(driver: Driver, address: Address): Promise<unknown> {
  const document = await driver.get(address);
  return document === undefined ? undefined : JSON.parse(document.body);
}

/** The version, 0 when the document is absent. */
export async function versionAt(driver: Driver, address: Address): Promise<number> {
  return (await driver.get(address))?.version ?? 0;
}

export function outcomes(results: readonly CommitResult[]): string[] {
  return results.map(({ outcome }) => outcome);
}

/** Reads documents, changes them, and commits under the versions that were read, again until no other was faster. */
export async function update(driver: Driver, addresses: readonly Address[], change: (bodies: readonly number[]) => readonly number[]): Promise<void> {
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    const documents = await Promise.all(addresses.map((address) => driver.get(address)));
    const changed = change(documents.map((document) => (document === undefined ? 0 : Number(document.body))));
    const checks = addresses.map((address, index) => ({ ...address, version: documents[index]?.version ?? 0 }));
    const result = await commitOne(driver, { checks, writes: addresses.map((address, index) => put(address, changed[index])) });
    if (result.outcome === "committed") return;
    if (result.outcome !== "conflict") fail(`A unit without fences and unique keys was answered ${JSON.stringify(result)}.`);
  }
  fail("An update lost 10 000 races: somebody must win every race.");
}

/** Texts that databases, languages and separators like to get wrong; every one is an id of its own. */
export const nastyTexts: readonly string[] = Object.freeze([
  "", " ", "  ", "a", "a ", "A", "a!", "a!b", "a/b", "ab", "b", "1", "10", "2", "-1", "null", "undefined", "true", "__proto__", "constructor", "toString",
  "'", '"', "''; DROP TABLE documents; --", "\\", "\\\\", "%", "_", "*", "?", ":", "$1", "\n", "\r\n", "\t", "\u2028", "\ufeff",
  "\u0000", "a\u0000", "a\u0000b", "\u0000\u0000", "\u0001", "\u0001\u0001", "\u0001\u0002", "\u0002", "\u0003", "\u007f", "\u0080",
  "é", "e\u0301", "ß", "ss", "ı", "i", "İ", "ﬀ", "Ω", "\u2126", "\ud7ff", "\ue000", "\ufffd", "\ufffe", "\uffff", "\uffff\u0001", "\uffff\u0002", "\uffffa",
  "\u{10000}", "\u{103ff}", "\u{103ff}\u0001", "\u{10400}", "😀", "😀a", "\u{10fbff}", "\u{10ffff}", "\u{10ffff}\u0001", "\u{10ffff}\u0003\u0100",
  "\ud800", "\ud800a", "\ud801", "\udbff", "\udc00", "\udc00\ud800", "\udfff", "\ud83d", "a\ud83d", "\ud83d\ud83d\ude00", "\ude00\ud83d",
  "x".repeat(999), "x".repeat(1_000), `${"x".repeat(999)}y`,
]);
