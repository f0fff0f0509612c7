import { CpoError, isCpoError } from "@cpokit/kernel";

/** @throws `storage.contract` when the two are not the same JSON. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [show(actual), show(expected)];
  if (found !== wanted) fail(`${what}: expected ${wanted}, found ${found}.`);
}

/** @throws `storage.contract` unless the promise rejects with this code. */
export async function rejects(promise: Promise<unknown>, code: string, what: string): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (isCpoError(error, code)) return;
    fail(`${what}: expected ${code}, it rejected with ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}.`, error);
  }
  fail(`${what}: expected ${code}, it resolved.`);
}

/** @throws `storage.contract` where a driver does not do what a case of the contract asks. */
export function fail(sentence: string, cause?: unknown): never {
  throw new CpoError("storage.contract", sentence, {}, cause);
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? "(undefined)" : inOrder(inner))) ?? "undefined";
  return text.length <= 2_000 ? text : `${text.slice(0, 1_000)} … ${text.length} characters … ${text.slice(-1_000)}`;
}

/** Objects are the same whatever the order of their names. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
