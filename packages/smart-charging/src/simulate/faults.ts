import type { Instant } from "@cpokit/kernel";

interface During {
  readonly from: Instant;
  readonly to: Instant;
}

/** What goes wrong in a simulation (smart-charging §13). */
export type SimulatedFault =
  /** The line is down: nothing arrives, nothing is told. */
  | ({ readonly kind: "offline"; readonly station: string } & During)
  /** Accepts profiles and does not follow them. */
  | ({ readonly kind: "ignores"; readonly station: string } & During)
  /** Takes a number in W for amperes. */
  | ({ readonly kind: "wattsAsAmps"; readonly station: string } & During)
  | ({ readonly kind: "rejectsZero" | "rejectsDischarge"; readonly station: string } & During)
  /** Refuses a profile of a transaction that has one. */
  | ({ readonly kind: "rejectsSecond"; readonly station: string } & During)
  | ({ readonly kind: "rejectsAll"; readonly station: string } & During)
  /** Refuses every profile; only a configuration key of its vendor sets a limit, which then stays. */
  | ({ readonly kind: "vendorKeyOnly"; readonly station: string } & During)
  /** Starts anew: profiles of transactions are gone; with `all` the persistent ones too. */
  | { readonly kind: "reboot"; readonly station: string; readonly at: Instant; readonly all?: boolean }
  /** Something else installed a profile above ours: this much, for the car that charges there. */
  | { readonly kind: "foreignProfile"; readonly station: string; readonly evse: number; readonly amps: number; readonly at: Instant }
  /** Answers arrive this much later; past the timeout of a call they count as unknown. */
  | ({ readonly kind: "lateAnswers"; readonly station: string; readonly seconds: number } & During)
  /** Each answer comes twice. */
  | ({ readonly kind: "doubleAnswers"; readonly station: string } & During)
  /** The station's clock is wrong by this much. */
  | ({ readonly kind: "clockSkew"; readonly station: string; readonly seconds: number } & During)
  /** The car draws this much, whatever it is told. */
  | ({ readonly kind: "overdraws"; readonly evse: string; readonly amps: number } & During)
  /** The meter says nothing; says a negative number; leaves out a phase. */
  | ({ readonly kind: "meterSilent" | "meterNegative" | "meterPhaseMissing"; readonly node: string } & During)
  /** The process dies between "sent" and "acked" and starts again from its ledger. */
  | { readonly kind: "crash"; readonly at: Instant }
  /** Another controller takes the site over. */
  | { readonly kind: "secondController"; readonly at: Instant };

/** The fault of a kind that acts on a thing at a moment. */
export function activeFault<Kind extends SimulatedFault["kind"]>(faults: readonly SimulatedFault[], kind: Kind, what: string, at: Instant): Extract<SimulatedFault, { kind: Kind }> | undefined {
  return faults.find((fault): fault is Extract<SimulatedFault, { kind: Kind }> => {
    if (fault.kind !== kind || !("from" in fault) || at < fault.from || at >= fault.to) return false;
    return ("station" in fault && fault.station === what) || ("evse" in fault && fault.evse === what) || ("node" in fault && fault.node === what);
  });
}
