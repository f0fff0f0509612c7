/** True for a promise; what is none is used at once, without a turn of the event loop. */
export function isThenable<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value;
}
