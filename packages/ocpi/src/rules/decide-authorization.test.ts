import { expect, it } from "vitest";
import type { Token } from "../v230/index.ts";
import { decideAuthorization, type AuthorizationDecision } from "./decide-authorization.ts";

const accept: AuthorizationDecision = { decision: "accept" };
const invalid: AuthorizationDecision = { decision: "refuse", reason: "invalid" };

it.each<readonly [Token["whitelist"], boolean, boolean, AuthorizationDecision]>([
  ["ALWAYS", true, true, accept], ["ALWAYS", true, false, accept], ["ALWAYS", false, true, invalid], ["ALWAYS", false, false, invalid],
  ["ALLOWED", true, true, accept], ["ALLOWED", true, false, accept], ["ALLOWED", false, true, invalid], ["ALLOWED", false, false, invalid],
  ["ALLOWED_OFFLINE", true, true, { decision: "ask", otherwise: "accept" }], ["ALLOWED_OFFLINE", true, false, accept],
  ["ALLOWED_OFFLINE", false, true, { decision: "ask", otherwise: "refuse" }], ["ALLOWED_OFFLINE", false, false, invalid],
  ["NEVER", true, true, { decision: "ask", otherwise: "refuse" }], ["NEVER", true, false, { decision: "refuse", reason: "offline" }],
  ["NEVER", false, true, { decision: "ask", otherwise: "refuse" }], ["NEVER", false, false, { decision: "refuse", reason: "offline" }],
])("%s, valid %s, online %s", (whitelist, valid, online, decision) => {
  expect(decideAuthorization({ whitelist, valid }, online)).toEqual(decision);
});
