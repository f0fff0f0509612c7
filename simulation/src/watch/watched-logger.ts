import { isCpoError, type Logger } from "@cpokit/kernel";
import type { Findings } from "./findings.ts";

/** A logger that takes every error for a finding, but those that the simulation itself caused. */
export function createWatchedLogger(findings: Findings, say?: (text: string) => void): Logger {
  const look = (level: string) => (values: object, message: string): void => {
    const { error } = values as { readonly error?: unknown };
    say?.(`${level}: ${message} ${describe(error)}`);
    if (level === "debug" || level === "info") return;
    const isOurs = error === undefined ? level !== "error" : isCaused(error);
    findings.expect("ERROR", isOurs, () => `${message}: ${describe(error)} ${error === undefined ? JSON.stringify(values) : ""}`);
  };
  return { debug: look("debug"), info: look("info"), warn: look("warn"), error: look("error") };
}

const CAUSED: ReadonlySet<string> = new Set(["storage.fault", "storage.conflict", "storage.fenced"]);

function isCaused(error: unknown): boolean {
  if (isCpoError(error)) return CAUSED.has(error.code);
  return typeof error === "string" && [...CAUSED].some((code) => error.includes(code));
}

function describe(error: unknown): string {
  if (isCpoError(error)) return `${error.code} ${error.message} ${JSON.stringify(error.values)}`;
  if (error instanceof Error) return error.stack ?? error.message;
  return error === undefined ? "" : JSON.stringify(error);
}
