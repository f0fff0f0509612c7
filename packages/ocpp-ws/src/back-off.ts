import type { Random } from "@cpokit/kernel";

/** How a station waits before it connects again, by the RetryBackOff variables of OCPP 2.x (part 4 §5.3), in ms; or never again. */
export type BackOffPolicy =
  | {
      /** RetryBackOffWaitMinimum: the first wait; 1,000 when absent. */
      readonly waitMinimum?: number;
      /** RetryBackOffRepeatTimes: how often the wait doubles; 6 when absent. */
      readonly repeatTimes?: number;
      /** RetryBackOffRandomRange: the most that is added at random to each wait; 1,000 when absent. */
      readonly randomRange?: number;
    }
  | "off";

/** How long to wait after so many failures in a row, the first one being 1; `undefined` for never. */
export function waitAfter(failures: number, policy: BackOffPolicy, random: Random): number | undefined {
  if (policy === "off") return undefined;
  const { waitMinimum = 1_000, repeatTimes = 6, randomRange = 1_000 } = policy;
  return Math.round(waitMinimum * 2 ** Math.min(failures - 1, repeatTimes) + randomRange * random());
}
