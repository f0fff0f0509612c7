import { toleratedErratum } from "../codec/errata.ts";
import type { Action, ErrorKind, Violation } from "../protocol.ts";
import { cut } from "./frame.ts";
import type { CallRefusal, StationLink } from "./link.ts";
import type { PeerSettings } from "./options.ts";

/** What a repair makes of a payload: one that its codec accepts, or, of a request that holds nothing to handle, the answer to it. */
export type Mended = { readonly payload: unknown } | { readonly response: unknown };

/**
 * Mends a payload that its codec refuses, or returns `undefined` when it cannot. It runs only on refused payloads; its result is
 * checked again. Each repair has a name, which is reported.
 */
export type Repair = (
  link: StationLink,
  action: Action,
  part: "request" | "response",
  payload: unknown,
) => (Mended & { readonly repairs: readonly string[] }) | undefined;

/** The most violations that an error answer names. */
const NAMED_VIOLATIONS = 5;

/** The mended payload of a message whose payload its codec refuses, reported; `undefined` when it stays refused. */
export function mend(
  { protocol, repair, report }: PeerSettings, link: StationLink, action: Action, part: "request" | "response",
  frame: { readonly id: string; readonly payload: unknown },
): Mended | undefined {
  const erratum = toleratedErratum(protocol.version, action, part, frame.payload);
  if (erratum !== undefined) {
    report?.(link, { fault: "repaired", messageId: frame.id, action: action.name, repairs: [erratum] });
    return { payload: frame.payload };
  }
  const mended = repair?.(link, action, part, frame.payload);
  if (mended === undefined || !isRight(mended, action, part)) return undefined;
  report?.(link, { fault: "repaired", messageId: frame.id, action: action.name, repairs: mended.repairs });
  return mended;
}

function isRight(mended: Mended, action: Action, part: "request" | "response"): boolean {
  return "payload" in mended ? action[part].accepts(mended.payload) : part === "request" && action.kind === "call" && action.response.accepts(mended.response);
}

/**
 * The refusal of a payload that breaks these rules: the first one decides the code and the description. It names fields and rules
 * and never repeats a value.
 */
export function refuseViolations(violations: readonly Violation[]): CallRefusal {
  const first = violations[0];
  return {
    refusal: first?.kind ?? "format",
    description: first === undefined ? "The payload breaks its schema." : cut(violationSentence(first), 255),
    details: { violations: violations.slice(0, NAMED_VIOLATIONS).map(({ path, rule }) => ({ field: cut(path, 100), rule: cut(rule, 100) })) },
  };
}

/** The rule in one sentence, e.g. `/idTag: at most 20 characters`. */
export function violationSentence({ path, rule }: Violation): string {
  return `${path === "" ? "payload" : cut(path, 100)}: ${rule}`;
}

/** The refusal of an action that this side does not answer, or `undefined` when it does. */
export function refuseAction(
  action: Action | undefined, frame: "call" | "send", from: "station" | "csms",
): { readonly refusal: ErrorKind; readonly description: string } | undefined {
  if (action === undefined) return { refusal: "notImplemented", description: "This action is not known in this version." };
  if (action.from !== "both" && action.from !== from) {
    return { refusal: "notSupported", description: `${action.name} is not sent by the ${from === "csms" ? "central system" : "station"}.` };
  }
  if (action.kind !== frame) {
    return { refusal: "notSupported", description: `${action.name} travels as ${action.kind.toUpperCase()}, not as ${frame.toUpperCase()}.` };
  }
  return undefined;
}
