/** What an operator can tune about sessions. Times in ms, power in W, energy in Wh. */
export interface SessionPolicy {
  /** Wait for late readings after an end that brought no end register (T8). */
  readonly grace: number;
  /** Wait for a stop after something hints that a session is over: a boot, an available EVSE, a refused start (T6, T11). */
  readonly confirmWindow: number;
  /** An active session without any evidence for this long is lost (T11). */
  readonly silence: number;
  /** Station times further ahead of ours than this are not believed (F10). */
  readonly futureTolerance: number;
  /** The oldest station time that is believed of a fact which the station says it sent at once. */
  readonly onlineLag: number;
  /** The oldest station time that is believed of any fact: how long an offline station can keep its queue (F8). */
  readonly replayLag: number;
  /** An end without a register is fine when the last one is at most this old. */
  readonly endReadingAge: number;
  /** What an EVSE of unknown power can deliver at most. */
  readonly maxPower: number;
  /** The largest energy of one session that is believed. */
  readonly maxEnergy: number;
  /** `required`: a session whose start and end are not both signed, by a known key and with its registers, is held from billing (I25, F27). */
  readonly signatures: "optional" | "required";
  /** An ended session whose money has no lasting state after this long raises an alarm (I9); Infinity where nobody bills. */
  readonly settleWithin: number;
  /** A session that is active for longer raises an alarm, even while its station reports (I9). */
  readonly maxDuration: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

export const defaultPolicy: SessionPolicy = Object.freeze({
  grace: MINUTE,
  confirmWindow: 5 * MINUTE,
  silence: DAY,
  futureTolerance: 5 * MINUTE,
  onlineLag: DAY,
  replayLag: 31 * DAY,
  endReadingAge: 5 * MINUTE,
  maxPower: 1_000_000,
  maxEnergy: 1_000_000,
  signatures: "optional",
  settleWithin: DAY,
  maxDuration: 7 * DAY,
});
