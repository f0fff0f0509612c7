import { isCpoError, type Logger } from "@cpokit/kernel";

type Level = "debug" | "info" | "warn" | "error";

/**
 * One line of JSON per entry on standard error, so that standard output stays for people.
 * `CPOKIT_LOG` names the lowest level that is written; `warn` when it is not set.
 */
export function createLog(lowest: string = process.env["CPOKIT_LOG"] ?? "warn", write: (line: string) => void = (line) => process.stderr.write(line)): Logger {
  const levels: readonly Level[] = ["debug", "info", "warn", "error"];
  const from = Math.max(levels.findIndex((level) => level === lowest), lowest === "none" ? levels.length : 0);
  const entry = (level: Level) => (values: object, message: string): void => {
    if (levels.indexOf(level) < from) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...plain(values) })}\n`);
  };
  return { debug: entry("debug"), info: entry("info"), warn: entry("warn"), error: entry("error") };
}

/** Errors have no own enumerable fields; everything else is written as it is. */
function plain(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value instanceof Error ? describe(value) : value]));
}

function describe(error: Error): object {
  const { code, values, docs } = isCpoError(error) ? error : {};
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return { name: error.name, code, docs, values, message: error.message, stack: error.stack, ...cause };
}
