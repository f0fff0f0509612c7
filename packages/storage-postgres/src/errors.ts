import { CpoError, isCpoError } from "@cpokit/kernel";

/** What a rival in the same moment causes: the same call has a chance when it is made again. */
const RACES: ReadonlySet<string> = new Set(["23505", "40001", "40P01"]);
const LOCK_TIMEOUT = "55P03";
/** Errors of the socket, which have no SQLSTATE. */
const SOCKET = /^E[A-Z]+$/;
/** Connection exceptions, too many connections, and a server that stops, crashes or starts. */
const UNREACHABLE = /^(08|53300|57P0)/;
/** Words of `pg` and its pool for a connection that is gone; these errors have no code. */
const GONE = /Connection terminated|connection error|timeout exceeded|Client was closed/i;

/** True when a rival was at work: a unique violation, a deadlock or a serialisation failure. */
export function isRace(error: unknown): boolean {
  return RACES.has(codeOf(error));
}

/** True when the server cannot be reached or the connection to it broke. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  return UNREACHABLE.test(code) || SOCKET.test(code) || (code === "" && error instanceof Error && GONE.test(error.message));
}

/** What a failed statement is reported as. Nothing of the connection string gets into it. */
export function failed(operation: string, cause: unknown): CpoError {
  if (isCpoError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  const code = codeOf(cause);
  const values = { operation, reason, code };
  if (isUnreachable(cause)) {
    const doubt = operation === "commit" ? "whether the commit was stored is not known; check" : "check";
    return new CpoError("storage.unavailable", `PostgreSQL cannot be reached to ${operation} (${reason}): ${doubt} that the server runs. The driver connects again by itself.`, values, cause);
  }
  if (isRace(cause) || code === LOCK_TIMEOUT) {
    return new CpoError("storage-postgres.contended", `PostgreSQL could not ${operation} because of other transactions: ${reason}. Look for a long one, and try again.`, values, cause);
  }
  if (code === "54000") {
    return new CpoError("storage-postgres.too-long", `PostgreSQL could not ${operation}: an id, or an index key with its id, is longer than about 2,600 bytes. Use a shorter one.`, values, cause);
  }
  return new CpoError("storage-postgres.failed", `PostgreSQL could not ${operation}: ${reason}. Check the database and the rights of the user.`, values, cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
