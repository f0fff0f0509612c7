import { CpoError, type Clock } from "@cpokit/kernel";
import type { ChargingProfileType, ChargingScheduleUpdateType, V21Messages } from "@cpokit/ocpp/v21";
import type { Reader, Store } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import { reasonOf } from "../commands/reason-of.ts";
import type { Listener } from "../listeners.ts";
import type { OnlineStation } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { compact } from "../translate/compact.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { setPoints, type SetPoint } from "./set-points.ts";

/** What is asked of the battery of a car. */
export interface SetPointOrder extends Pick<SetPoint, "evse" | "watts" | "transaction" | "limit" | "dischargeLimit"> {
  /** Where it stands among other profiles of the station; 0 when absent. */
  readonly stackLevel?: number;
}

/** Set points for cars that can give power (OCPP 2.1 Q), kept at stations as they should be. */
export interface SetPoints {
  /**
   * From now on this is what the car at an EVSE shall do: brought to the station, now or when it returns, and again after each boot. A new number for a
   * profile that the station has goes as an update; a station that asks for it is told the same.
   *
   * @throws `csms.station-unknown`, `csms.set-point` naming the field.
   */
  set(station: string, order: SetPointOrder): Promise<SetPoint>;
  /** The car does what other profiles say. @throws `csms.set-point-unknown` */
  release(station: string, evse: number): Promise<void>;
}

export const SET_POINTS = "setPoints";

/** Ids of profiles from here on, plus the EVSE, are ours: give the profiles of another engine smaller ones. */
const FIRST_PROFILE = 1_500_000_000;

interface SetPointPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly upkeep: Pick<Upkeep, "request">;
  readonly send: Commands["send"];
}

export function createSetPoints({ store, clock, upkeep, send }: SetPointPorts): SetPoints & { readonly job: UpkeepJob; readonly listener: Listener } {
  return {
    set: (station, order) =>
      store.transaction(async (unit) => {
        if ((await unit.get(stations, station)) === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
        const { stackLevel = 0, ...content } = checked(order);
        const before = await unit.get(setPoints, idOf(station, order.evse));
        // A profile belongs to its transaction and level: with others it is another one.
        const isSame = before?.isInstalled === true && before.transaction === order.transaction && before.stackLevel === stackLevel;
        const next: SetPoint = { station, ...compact(content), stackLevel, profile: FIRST_PROFILE + order.evse, state: "requested", isInstalled: isSame, changedAt: clock.now() };
        unit.put(setPoints, idOf(station, order.evse), next);
        await upkeep.request(unit, station, SET_POINTS);
        return next;
      }),
    release: (station, evse) =>
      store.transaction(async (unit) => {
        const known = await unit.get(setPoints, idOf(station, evse));
        if (known === undefined) throw new CpoError("csms.set-point-unknown", `There is no set point for EVSE ${evse} of "${station}".`, { station, evse });
        unit.put(setPoints, idOf(station, evse), { ...known, state: "releasing", changedAt: clock.now() });
        await upkeep.request(unit, station, SET_POINTS);
      }),
    job: { kind: SET_POINTS, run: sync },
    listener: {
      async booted(unit, { station }) {
        const known = await of(unit, station);
        for (const each of known) unit.put(setPoints, idOf(station, each.evse), { ...each, isInstalled: false, state: each.state === "releasing" ? "releasing" : "requested" });
        if (known.length > 0) await upkeep.request(unit, station, SET_POINTS);
      },
      async session(unit, fact) {
        if (fact.fact !== "ended" || fact.transaction === undefined) return;
        // Its profile ends with the transaction (K01).
        for (const { evse, transaction } of await of(unit, fact.station)) if (transaction === fact.transaction) unit.delete(setPoints, idOf(fact.station, evse));
      },
      async told(unit, fact) {
        if (fact.fact !== "schedulePulled") return undefined;
        const { items } = await unit.find(setPoints, { index: "byProfile", prefix: [fact.station, fact.profile], limit: 1 });
        const point = items[0]?.body;
        return point === undefined || point.state === "releasing" ? undefined : { accept: true, schedule: updateOf(point) };
      },
    },
  };

  async function sync({ station, link }: OnlineStation): Promise<JobResult> {
    const wanted = await of(store, station);
    if (wanted.length === 0) return DONE;
    if (link.protocol.version !== "2.1") return { result: "failed", problem: `Setting set points: the station speaks OCPP ${link.protocol.version}; only 2.1 has them.`, final: true };
    const results: JobResult[] = [];
    for (const each of wanted) results.push(await (each.state === "releasing" ? release(each) : apply(each)));
    return results.find(({ result }) => result === "failed") ?? results.find(({ result }) => result === "again") ?? DONE;
  }

  async function apply(point: SetPoint): Promise<JobResult> {
    if (point.isInstalled && point.state === "inForce") return DONE;
    if (point.isInstalled) {
      const { outcome } = await call(point.station, "UpdateDynamicSchedule", { chargingProfileId: point.profile, scheduleUpdate: updateOf(point) });
      if (outcome?.outcome === "accepted") return settle(point, { state: "inForce", isInstalled: true });
      if (outcome?.outcome !== "rejected") return failure(`Moving the set point of EVSE ${point.evse}`, outcome);
      // The station does not have the profile, or not like this: the whole of it is the way out.
    }
    const { outcome } = await call(point.station, "SetChargingProfile", { evseId: point.evse, chargingProfile: profileOf(point) });
    if (outcome?.outcome === "accepted") return settle(point, { state: "inForce", isInstalled: true });
    if (outcome?.outcome !== "rejected") return failure(`Setting the set point of EVSE ${point.evse}`, outcome);
    await settle(point, { state: "refused", isInstalled: false, reason: reasonOf(outcome) });
    return { result: "failed", problem: `The station refused the set point of EVSE ${point.evse}: ${outcome.reason}.`, final: true };
  }

  async function release(point: SetPoint): Promise<JobResult> {
    const { outcome } = await call(point.station, "ClearChargingProfile", { chargingProfileId: point.profile });
    // Unknown means that it is not there.
    if (outcome?.outcome !== "accepted" && outcome?.outcome !== "rejected") return failure(`Releasing EVSE ${point.evse}`, outcome);
    await store.transaction(async (unit) => {
      const known = await unit.get(setPoints, idOf(point.station, point.evse));
      if (known?.state === "releasing") unit.delete(setPoints, idOf(point.station, point.evse));
      else if (known !== undefined) unit.put(setPoints, idOf(point.station, point.evse), { ...known, isInstalled: false });
    });
    return DONE;
  }

  /** What the station has is known; whether it is still wanted, only when nobody asked for something else meanwhile. */
  async function settle(point: SetPoint, next: Pick<SetPoint, "state" | "isInstalled" | "reason">): Promise<JobResult> {
    await store.transaction(async (unit) => {
      const known = await unit.get(setPoints, idOf(point.station, point.evse));
      if (known === undefined) return;
      const { reason: _, ...rest } = known;
      const isAsSent = known.state !== "releasing" && JSON.stringify(updateOf(known)) === JSON.stringify(updateOf(point));
      const isSameProfile = known.transaction === point.transaction && known.stackLevel === point.stackLevel;
      unit.put(setPoints, idOf(point.station, point.evse), isAsSent && isSameProfile ? { ...rest, ...next, changedAt: clock.now() } : { ...known, isInstalled: isSameProfile && next.isInstalled });
    });
    return DONE;
  }

  function call<Name extends keyof V21Messages>(station: string, action: Name, payload: V21Messages[Name]["request"]) {
    return send(station, { command: "call", version: "2.1", action, payload }, { requestedBy: "csms" });
  }

  async function of(reader: Reader, station: string): Promise<readonly SetPoint[]> {
    return (await reader.find(setPoints, { index: "byStation", prefix: station, limit: 1_000 })).items.map(({ body }) => body);
  }
}

/** Dynamic, so that the numbers can move without a new profile (K28, Q05). */
function profileOf(point: SetPoint): ChargingProfileType {
  const { profile, stackLevel, transaction } = point;
  return compact({
    id: profile, stackLevel, chargingProfilePurpose: transaction === undefined ? "TxDefaultProfile" as const : "TxProfile" as const, chargingProfileKind: "Dynamic" as const, transactionId: transaction,
    chargingSchedule: [{ id: 1, chargingRateUnit: "W" as const, chargingSchedulePeriod: [{ startPeriod: 0, operationMode: "CentralSetpoint" as const, ...updateOf(point) }] }],
  });
}

function updateOf({ watts, limit, dischargeLimit }: SetPoint): ChargingScheduleUpdateType {
  return compact({ setpoint: watts, limit, dischargeLimit });
}

function checked(order: SetPointOrder): SetPointOrder {
  const { evse, watts, limit = 0, dischargeLimit = 0, stackLevel = 0, transaction } = order;
  const refuse = (field: string, rule: string): CpoError => new CpoError("csms.set-point", `${field} ${rule}.`, { field, rule });
  if (!Number.isSafeInteger(evse) || evse < 1 || evse > 1_000_000) throw refuse("evse", "must be a whole number from 1 to 1000000");
  if (!Number.isFinite(watts)) throw refuse("watts", "must be a number of W");
  if (!(limit >= 0)) throw refuse("limit", "must be a number of W of 0 or more");
  if (!(dischargeLimit <= 0)) throw refuse("dischargeLimit", "must be a number of W of 0 or less");
  if (!Number.isSafeInteger(stackLevel) || stackLevel < 0) throw refuse("stackLevel", "must be a whole number of 0 or more");
  if (transaction !== undefined && (transaction === "" || transaction.length > 36)) throw refuse("transaction", "must have 1 to 36 characters");
  return order;
}

function idOf(station: string, evse: number): string {
  return `${station}/${evse}`;
}
