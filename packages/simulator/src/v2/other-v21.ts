import { seconds } from "@cpokit/kernel";
import { v21, type AFRRSignalResponse, type AdjustPeriodicEventStreamResponse, type RequestBatterySwapResponse } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

/** How long a driver takes to put a battery in, and to take another one out. */
const SWAP_TIME = seconds(20);

/** Battery swaps (S03), priority (K21), allowed energy transfer (Q06), frequency signals (Q10) and event streams (N11–N15) of OCPP 2.1, as far as a station has them that gives no power. */
export function otherAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  const isRunning = (transactionId: string): boolean => core.evses.some(({ evse }) => evse.view().transaction?.reference === transactionId);
  return [
    answers(v21.action("RequestBatterySwap"), ({ requestId, idToken }): RequestBatterySwapResponse => {
      const evseId = core.evses[0]?.hardware.number ?? 1;
      const tell = (eventType: "BatteryIn" | "BatteryOut", serialNumber: string, soC: number): void =>
        core.later(() => ({ action: "BatterySwap", payload: { eventType, requestId, idToken, batteryData: [{ evseId, serialNumber, soC, soH: 95 }] } }));
      core.scheduler.after(SWAP_TIME, () => tell("BatteryIn", `EMPTY-${requestId}`, 12));
      core.scheduler.after(2 * SWAP_TIME, () => tell("BatteryOut", `FULL-${requestId}`, 98));
      return { status: "Accepted" };
    }),
    answers(v21.action("UsePriorityCharging"), ({ transactionId }) => ({ status: isRunning(transactionId) ? "NoProfile" : "Rejected" })),
    answers(v21.action("NotifyAllowedEnergyTransfer"), ({ transactionId }) => ({ status: isRunning(transactionId) ? "Accepted" : "Rejected" })),
    answers(v21.action("AFRRSignal"), (): AFRRSignalResponse => ({ status: "Rejected", statusInfo: { reasonCode: "NotEnabled" } })),
    answers(v21.action("GetPeriodicEventStream"), () => ({})),
    answers(v21.action("AdjustPeriodicEventStream"), (): AdjustPeriodicEventStreamResponse => ({ status: "Rejected", statusInfo: { reasonCode: "UnknownStream" } })),
  ];
}
