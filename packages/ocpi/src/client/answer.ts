import { CpoError } from "@cpokit/kernel";
import type { Loss } from "../convert/loss.ts";
import type { Finding } from "../schema/finding.ts";

/** What a partner said yes to. */
export interface Success<Value> {
  readonly outcome: "ok";
  readonly value: Value;
  /** What the reader noticed in the answer, its envelope included. */
  readonly findings: readonly Finding[];
  /** What the conversion between its version and 2.3.0 could not say, in either direction. */
  readonly losses: readonly Loss[];
  readonly http: number;
  readonly headers: Headers;
}

/** The partner answered no: the same request would get the same answer. */
export interface Refusal {
  readonly outcome: "refused";
  readonly http: number;
  /** The status code of OCPI; absent when the answer had none. */
  readonly status?: number;
  readonly message: string;
}

/** No answer that can be used; the same request may be answered later. Whether the partner acted on it is unknown. */
export interface Failure {
  readonly outcome: "failed";
  readonly reason: "network" | "timeout" | "too-large" | "too-deep" | "not-json" | "unreadable" | "server" | "busy";
  readonly http?: number;
  readonly status?: number;
  readonly message: string;
  /** The partner wants to be left alone for so many ms. */
  readonly retryAfter?: number;
  /** Of an answer that could not be read. */
  readonly findings?: readonly Finding[];
}

/** Nothing was sent. */
export interface NotSent {
  readonly outcome: "not-sent";
  /** `unsayable`: the partner's version has no words for it; `unserved`: it has no such endpoint; `url`: the policy refuses its URL; `unconnected`: there are no credentials. */
  readonly reason: "unsayable" | "unserved" | "url" | "unconnected";
  readonly message: string;
  readonly losses?: readonly Loss[];
}

/** The outcome of a request to a partner. */
export type Answer<Value> = Success<Value> | Refusal | Failure | NotSent;

/**
 * The value of an answer, for callers that cannot go on without.
 *
 * @throws `ocpi.answer` when there is none, with both statuses
 */
export function valueOf<Value>(answer: Answer<Value>): Value {
  if (answer.outcome === "ok") return answer.value;
  const { outcome, message } = answer;
  throw new CpoError("ocpi.answer", `The partner's answer has no value (${outcome}): ${message}`, {
    outcome, message, http: ("http" in answer ? answer.http : undefined) ?? null, status: ("status" in answer ? answer.status : undefined) ?? null,
  });
}

/** The same answer with another value. */
export function mapAnswer<From, To>(answer: Answer<From>, change: (value: From) => To): Answer<To> {
  return answer.outcome === "ok" ? { ...answer, value: change(answer.value) } : answer;
}
