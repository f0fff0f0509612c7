import { instant } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { chargeAttempt } from "./charge-attempt.ts";
import { sessionSuccess } from "./formulas.ts";

const session = (more: Partial<Session>): Session => ({
  id: "s", station: "CS-1", incarnation: 1, transaction: "1", lifecycle: "ended", energyState: "idle", provisional: false, review: "clean", suspicions: [], settlement: "none",
  startAt: instant(0), endAt: instant(60_000), lastEvidenceAt: instant(60_000), journalLength: 1, energy: 5_000, ...more,
});

describe("a session as an attempt to charge", () => {
  it.each<readonly [string, Partial<Session>, { readonly attempts: number; readonly succeeded: number }]>([
    ["that went well", {}, { attempts: 1, succeeded: 1 }],
    ["without energy", { energy: 0 }, { attempts: 1, succeeded: 0 }],
    ["whose station told no energy", { energy: undefined as never }, { attempts: 1, succeeded: 0 }],
    ["that an emergency stop ended", { stopReason: "EmergencyStop" }, { attempts: 1, succeeded: 0 }],
    ["whose end the station never told", { closure: "stationLost" }, { attempts: 1, succeeded: 0 }],
    ["whose token was refused", { authorization: { result: "refused", reason: "blocked" } }, { attempts: 0, succeeded: 0 }],
    ["that goes on", { lifecycle: "active" }, { attempts: 0, succeeded: 0 }],
    ["that nobody followed up", { lifecycle: "cancelled" }, { attempts: 0, succeeded: 0 }],
    ["that an operator declared void", { lifecycle: "invalid" }, { attempts: 0, succeeded: 0 }],
  ])("%s", (_name, more, expected) => {
    const attempt = chargeAttempt(session(more));
    expect(sessionSuccess(attempt === undefined ? [] : [attempt])).toMatchObject(expected);
  });
});
