import { CpoError } from "@cpokit/kernel";
import type { Fault } from "./fault.ts";
import { vendorKeyOnly } from "./limit-faults.ts";
import { clockSkew, garbageFrame, lateStop, offlineMidSession, powerLossMidSession, repeatedFrames } from "./line-faults.ts";
import {
  bareUpdates, duplicateMessages, exportRegister, kilowattHours, localTokenType, seqNoZero, transactionIdZero, twoEnded, wrongUnit,
} from "./message-faults.ts";

/** All faults, by name. */
export const FAULTS = {
  bareUpdates, clockSkew, duplicateMessages, exportRegister, garbageFrame, kilowattHours, lateStop, localTokenType, offlineMidSession, powerLossMidSession,
  repeatedFrames, seqNoZero, transactionIdZero, twoEnded, vendorKeyOnly, wrongUnit,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

/** The faults of these names. @throws `simulator.fault` for an unknown name. */
export function faultsNamed(names: readonly string[]): readonly Fault[] {
  return names.map((name) => {
    if (Object.hasOwn(FAULTS, name)) return FAULTS[name as FaultName];
    throw new CpoError("simulator.fault", `There is no fault "${name}"; choose of ${Object.keys(FAULTS).join(", ")}.`, { name });
  });
}
