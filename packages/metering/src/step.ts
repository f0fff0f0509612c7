import { formatDecimal, type Decimal, type Instant } from "@cpokit/kernel";
import type { MeterNote, MeterState, QuarantineCode, RegisterMark } from "./meter-state.ts";

/** What one sample did: it moved the meter, was set aside, or (neither) said nothing new. */
export interface Step {
  readonly state: MeterState;
  /** The accepted register, on the scale of the session. */
  readonly accepted?: RegisterMark;
  readonly refused?: { readonly code: QuarantineCode; readonly reason: string };
  readonly note?: MeterNote;
}

export function mark(at: Instant, value: Decimal): RegisterMark {
  return { at, value: formatDecimal(value) };
}

export function refuse(state: MeterState, code: QuarantineCode, reason: string): Step {
  return { state, refused: { code, reason } };
}

/** `1 234.5 Wh` for sentences. */
export function energyText(value: Decimal): string {
  return `${formatDecimal(value)} Wh`;
}
