import type { Version } from "../protocol.ts";

/** A CALL (type 2), or a SEND of OCPP 2.1 (type 6). A class, since it waits for a commit (decision 0014). */
export class RequestFrame {
  readonly frame: "call" | "send";
  readonly id: string;
  readonly action: string;
  readonly payload: unknown;
  /** What tolerant reading overlooked. */
  readonly overlooked: readonly Oversight[] | undefined;

  constructor(frame: "call" | "send", id: string, action: string, payload: unknown, overlooked?: readonly Oversight[]) {
    this.frame = frame;
    this.id = id;
    this.action = action;
    this.payload = payload;
    this.overlooked = overlooked;
  }
}

/** A CALLRESULT (type 3). */
export interface ResultFrame {
  readonly frame: "result";
  readonly id: string;
  readonly payload: unknown;
  readonly overlooked?: readonly Oversight[];
}

/** A CALLERROR (type 4), or a CALLRESULTERROR of OCPP 2.1 (type 5). */
export interface ErrorFrame {
  readonly frame: "error" | "resultError";
  readonly id: string;
  readonly code: string;
  readonly description: string;
  readonly details: unknown;
}

/** A text that is no message of this version. */
export interface UnreadableFrame {
  readonly frame: "unreadable";
  readonly problem: FrameProblem;
  /** The message id, when that much could be read. */
  readonly id: string | undefined;
  /** What the sender meant it to be, when that much could be read. */
  readonly meant: "call" | "result" | "error" | "send" | "unknown";
}

export type Frame = RequestFrame | ResultFrame | ErrorFrame | UnreadableFrame;

/** Why a text is no message: each is also a short rule in `FRAME_RULES`. */
export type FrameProblem = "json" | "depth" | "array" | "messageType" | "messageId" | "length" | "action";

/** What tolerant mode overlooks in a frame. */
export type Oversight = "extra elements" | "missing payload" | "long message id";

/** The rule that each problem breaks, safe to send. */
export const FRAME_RULES: Readonly<Record<FrameProblem, string>> = {
  json: "The message is not valid JSON.",
  depth: "The message is nested too deeply.",
  array: "The message must be a JSON array.",
  messageType: "The message type is not one of this version.",
  messageId: "The message id must be text of at most 36 characters.",
  length: "The message has the wrong number of elements.",
  action: "The action must be text.",
};

/** OCPP-J: 36 characters. */
export const MESSAGE_ID_LENGTH = 36;

/** A longer id than this is not even sent back. */
const ECHOED_ID_LENGTH = 255;

/** Deeper nesting is refused, because recursive code would exhaust the stack. A shorter text cannot nest this deep. */
const NESTING_LIMIT = 2_000;

/**
 * Reads one OCPP-J message (OCPP-J 1.6 §4.2, 2.0.1 and 2.1 part 4 §4.2). Never throws. A `null` payload is read as `{}`, as all
 * versions allow; the message type must be an integer (Q19). Payloads are not looked at.
 */
export function readFrame(text: string, version: Version, mode: "strict" | "tolerant"): Frame {
  if (text.length > 2 * NESTING_LIMIT && nestsTooDeep(text)) return unreadable("depth");
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return unreadable("json");
  }
  if (!Array.isArray(message)) return unreadable("array");
  const parts: readonly unknown[] = message;
  const type = parts[0];
  const id = parts[1];
  if (type === 2) return readRequest("call", parts, id, mode);
  if (type === 3) return readResult(parts, id, mode);
  if (type === 4) return readError("error", parts, id);
  if (version === "2.1" && type === 5) return readError("resultError", parts, id);
  if (version === "2.1" && type === 6) return readRequest("send", parts, id, mode);
  return unreadable("messageType", id);
}

/** CALL, CALLRESULT or SEND as text. @throws when the payload holds what JSON cannot (a cycle, a bigint). */
export function requestText(frame: "call" | "send", id: string, action: string, payload: unknown): string {
  return JSON.stringify([frame === "call" ? 2 : 6, id, action, payload]);
}

/** CALLRESULT as text. @throws when the payload holds what JSON cannot. */
export function resultText(id: string, payload: unknown): string {
  return JSON.stringify([3, id, payload]);
}

/** CALLERROR or CALLRESULTERROR as text; the description is cut to 255 characters. */
export function errorText(frame: "error" | "resultError", id: string, code: string, description: string, details: unknown): string {
  return JSON.stringify([frame === "error" ? 4 : 5, id, code, cut(description, 255), details]);
}

/** The text, cut to a number of characters without leaving half a character. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

function readRequest(frame: "call" | "send", parts: readonly unknown[], id: unknown, mode: "strict" | "tolerant"): Frame {
  if (typeof id !== "string") return unreadable("messageId", id, frame);
  const action = parts[2];
  if (parts.length === 4 && id.length <= MESSAGE_ID_LENGTH && typeof action === "string") {
    return new RequestFrame(frame, id, action, parts[3] ?? {});
  }
  if (typeof action !== "string") return unreadable(parts.length < 3 ? "length" : "action", id, frame);
  if (mode === "strict" || id.length > ECHOED_ID_LENGTH) return unreadable(parts.length === 4 ? "messageId" : "length", id, frame);
  return new RequestFrame(frame, id, action, parts[3] ?? {}, oversights(parts.length, 4, id));
}

function readResult(parts: readonly unknown[], id: unknown, mode: "strict" | "tolerant"): Frame {
  if (typeof id !== "string") return unreadable("messageId", id, "result");
  if (parts.length === 3) return { frame: "result", id, payload: parts[2] ?? {} };
  if (mode === "strict") return unreadable("length", id, "result");
  return { frame: "result", id, payload: parts[2] ?? {}, overlooked: oversights(parts.length, 3, id) };
}

/** Description and details are for people: an error without them, or with more, is still an error. */
function readError(frame: "error" | "resultError", parts: readonly unknown[], id: unknown): Frame {
  if (typeof id !== "string") return unreadable("messageId", id, "error");
  const code = parts[2];
  if (typeof code !== "string") return unreadable("length", id, "error");
  const description = parts[3];
  return { frame, id, code, description: typeof description === "string" ? description : "", details: parts[4] ?? {} };
}

function unreadable(problem: FrameProblem, id?: unknown, meant: UnreadableFrame["meant"] = "unknown"): UnreadableFrame {
  const readable = typeof id === "string" && id.length <= ECHOED_ID_LENGTH ? id : undefined;
  return { frame: "unreadable", problem, id: readable, meant };
}

function oversights(length: number, expected: number, id: string): Oversight[] {
  const found: Oversight[] = [];
  if (length > expected) found.push("extra elements");
  if (length < expected) found.push("missing payload");
  if (id.length > MESSAGE_ID_LENGTH) found.push("long message id");
  return found;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at += 1;
      while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > NESTING_LIMIT) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return false;
}
