import type { NoticeFact } from "@cpokit/model";
import type { Envelope } from "./envelope.ts";

/** What a message that changes nothing of ours becomes. */
export function noticeFact(envelope: Envelope, action: string, block: string, summary: string, content: unknown): NoticeFact {
  const { station, receivedAt, protocol } = envelope;
  return { fact: "notice", station, receivedAt, protocol, action, block, summary, content };
}

/** Joins the parts of a summary that are there. */
export function summarize(...parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
