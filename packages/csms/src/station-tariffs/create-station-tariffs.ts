import { CpoError, hours, isCpoError, type Clock } from "@cpokit/kernel";
import type { CommandOutcome, CommandRecord } from "@cpokit/model";
import type { GetTariffsResponse, TariffType, V21Messages } from "@cpokit/ocpp/v21";
import type { Reader, Store, Unit } from "@cpokit/storage";
import type { Commands, SendOptions } from "../commands/create-commands.ts";
import { reasonOf } from "../commands/reason-of.ts";
import type { Listener } from "../listeners.ts";
import type { OnlineStation } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { fingerprint } from "../translate/fingerprint.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { validated } from "../validated.ts";
import { planTariffs } from "./plan-tariffs.ts";
import { stationTariffs, transactionTariffs, type StationTariff } from "./station-tariffs.ts";

/** Tariffs that 2.1 stations calculate with by themselves (functional block I), kept as they should be. */
export interface StationTariffs {
  /**
   * From now on this is the tariff of an EVSE, or with `evse` 0 of all that have none of their own: it is brought to the station, now or when it
   * returns, and looked after.
   *
   * @throws `csms.station-unknown`, `csms.tariff` naming the field.
   */
  set(station: string, evse: number, tariff: TariffType): Promise<StationTariff>;
  /** There shall be none any more. @throws `csms.tariff-unknown` */
  remove(station: string, evse: number): Promise<void>;
  /** Gives a running transaction another tariff of the same currency; `transactionTariffs` tells what became of it. */
  change(station: string, transaction: string, tariff: TariffType, options: SendOptions): Promise<CommandRecord>;
}

export const STATION_TARIFFS = "tariffs";

/** Tariffs may be lost on the spot: they are asked for this often. */
const NEXT_LOOK = hours(24);

interface TariffPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly upkeep: Pick<Upkeep, "request">;
  readonly send: Commands["send"];
}

type Change = Pick<StationTariff, "state"> & { readonly reason?: string; readonly sent?: string };

export function createStationTariffs({ store, clock, upkeep, send }: TariffPorts): StationTariffs & { readonly job: UpkeepJob; readonly listener: Listener; forget(unit: Unit, station: string): Promise<void> } {
  return {
    set: (station, evse, tariff) =>
      store.transaction(async (unit) => {
        if ((await unit.get(stations, station)) === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
        if (!Number.isSafeInteger(evse) || evse < 0) throw new CpoError("csms.tariff", `evse is ${evse}; it must be a whole number, 0 for all EVSEs.`, { field: "evse", evse });
        const other = (await of(unit, station)).find((each) => each.evse !== evse && each.state !== "removing" && each.tariff.tariffId === tariff.tariffId);
        if (other !== undefined) {
          throw new CpoError("csms.tariff", `EVSE ${other.evse} of "${station}" has a tariff with the id "${tariff.tariffId}" already; each default tariff of a station needs an id of its own.`, { field: "tariff.tariffId", evse: other.evse });
        }
        const before = await unit.get(stationTariffs, `${station}/${evse}`);
        const sent = before?.tariff.tariffId === tariff.tariffId && before.sent !== undefined ? { sent: before.sent } : {};
        const next: StationTariff = { station, evse, tariff, state: "requested", ...sent, changedAt: clock.now() };
        unit.put(stationTariffs, `${station}/${evse}`, next);
        await upkeep.request(unit, station, STATION_TARIFFS);
        return next;
      }),
    remove: (station, evse) =>
      store.transaction(async (unit) => {
        const known = await unit.get(stationTariffs, `${station}/${evse}`);
        if (known === undefined) throw new CpoError("csms.tariff-unknown", `EVSE ${evse} of "${station}" has no default tariff of ours.`, { station, evse });
        unit.put(stationTariffs, `${station}/${evse}`, { ...known, state: "removing", changedAt: clock.now() });
        await upkeep.request(unit, station, STATION_TARIFFS);
      }),
    async change(station, transaction, tariff, options) {
      await store.transaction((unit) => unit.put(transactionTariffs, `${station}/${transaction}`, { station, transaction, tariff, state: "requested", changedAt: clock.now() }));
      return call(station, "ChangeTransactionTariff", { transactionId: transaction, tariff }, options);
    },
    job: { kind: STATION_TARIFFS, run: sync },
    listener: {
      // A boot may have lost them; what was refused gets another try.
      async booted(unit, { station }) {
        if ((await of(unit, station)).length > 0) await upkeep.request(unit, station, STATION_TARIFFS);
      },
      async commandDone(unit, { station, command, outcome }) {
        if (command.command !== "call" || command.action !== "ChangeTransactionTariff" || outcome === undefined) return;
        const { transactionId, tariff } = validated<V21Messages["ChangeTransactionTariff"]["request"]>(command.payload);
        const state = outcome.outcome === "accepted" ? "inForce" as const : outcome.outcome === "timeout" ? "unknown" as const : "refused" as const;
        const reason = state === "inForce" ? {} : { reason: reasonOf(outcome) };
        unit.put(transactionTariffs, `${station}/${transactionId}`, { station, transaction: transactionId, tariff, state, ...reason, changedAt: clock.now() });
      },
    },
    async forget(unit, station) {
      for (const { sent: _, ...known } of await of(unit, station)) {
        if (known.state === "removing") unit.delete(stationTariffs, `${station}/${known.evse}`);
        else unit.put(stationTariffs, `${station}/${known.evse}`, { ...known, state: "requested" });
      }
    },
  };

  async function sync({ station, link }: OnlineStation): Promise<JobResult> {
    const wanted = await of(store, station);
    if (wanted.length === 0) return DONE;
    if (link.protocol.version !== "2.1") return { result: "failed", problem: `Setting tariffs: the station speaks OCPP ${link.protocol.version}; only 2.1 has them.`, final: true };
    const { outcome } = await call(station, "GetTariffs", { evseId: 0 });
    const hasNone = outcome?.outcome === "rejected" && outcome.reason.startsWith("NoTariff");
    if (outcome?.outcome !== "accepted" && !hasNone) return failure("Asking for its tariffs", outcome);
    const { tariffAssignments = [] } = hasNone ? {} : validated<GetTariffsResponse>(outcome.response);
    const plan = planTariffs(wanted, tariffAssignments);
    if (plan.clear.length > 0) {
      const cleared = await clear(station, plan.clear);
      if (cleared !== undefined) return cleared;
    }
    const problems: string[] = [];
    for (const each of plan.set) {
      const result = await install(each);
      if (result === undefined) continue;
      if (result.result === "again" || result.final !== true) return result;
      problems.push(result.problem);
    }
    for (const each of wanted.filter((one) => !plan.set.includes(one))) await (each.state === "removing" ? gone(each) : change(each, { state: "installed" }));
    return problems.length > 0 ? { result: "failed", problem: problems.join(" "), final: true } : { result: "again", after: NEXT_LOOK };
  }

  async function clear(station: string, tariffIds: readonly string[]): Promise<JobResult | undefined> {
    const { outcome } = await call(station, "ClearTariffs", { tariffIds: [...tariffIds] });
    if (outcome?.outcome !== "accepted") return failure("Clearing tariffs", outcome);
    const kept = validated<V21Messages["ClearTariffs"]["response"]>(outcome.response).clearTariffsResult.filter(({ status }) => status === "Rejected");
    return kept.length === 0 ? undefined : { result: "failed", problem: `Clearing tariffs: the station keeps ${kept.map(({ tariffId = "one" }) => tariffId).join(", ")}.` };
  }

  /** Nothing when the station has it; what it refuses for its content is final. */
  async function install(wanted: StationTariff): Promise<Exclude<JobResult, { readonly result: "done" }> | undefined> {
    const { station, evse, tariff } = wanted;
    // Before it is sent: the answer may be lost, and what the station reports under this id is this from now on.
    await change(wanted, { state: "requested", sent: fingerprint(tariff) });
    const outcome = await tried(() => call(station, "SetDefaultTariff", { evseId: evse, tariff }));
    if (outcome?.outcome === "accepted") return void (await change(wanted, { state: "installed" }));
    if (outcome?.outcome !== "rejected") return failure(`Setting the tariff of EVSE ${evse}`, outcome);
    await change(wanted, { state: "refused", reason: outcome.reason });
    return { result: "failed", problem: `The station refused the tariff of EVSE ${evse}: ${outcome.reason}.`, final: true };
  }

  /** A tariff that breaks the rules of the message is refused like one that the station does not take. */
  async function tried(send: () => Promise<CommandRecord>): Promise<CommandOutcome | undefined> {
    try {
      return (await send()).outcome;
    } catch (error) {
      if (isCpoError(error, "csms.call-invalid")) return { outcome: "rejected", reason: error.message, response: undefined };
      throw error;
    }
  }

  function call<Name extends keyof V21Messages>(station: string, action: Name, payload: V21Messages[Name]["request"], options: SendOptions = { requestedBy: "csms" }): Promise<CommandRecord> {
    return send(station, { command: "call", version: "2.1", action, payload }, options);
  }

  /** Unless somebody wanted something else meanwhile: then the task runs again. */
  async function change({ station, evse, tariff }: StationTariff, next: Change): Promise<void> {
    await store.transaction(async (unit) => {
      const known = await unit.get(stationTariffs, `${station}/${evse}`);
      if (known === undefined || known.state === "removing" || fingerprint(known.tariff) !== fingerprint(tariff)) return;
      const { reason: _, ...rest } = known;
      unit.put(stationTariffs, `${station}/${evse}`, { ...rest, ...next, changedAt: clock.now() });
    });
  }

  async function gone({ station, evse }: StationTariff): Promise<void> {
    await store.transaction(async (unit) => {
      if ((await unit.get(stationTariffs, `${station}/${evse}`))?.state === "removing") unit.delete(stationTariffs, `${station}/${evse}`);
    });
  }

  async function of(reader: Reader, station: string): Promise<readonly StationTariff[]> {
    return (await reader.find(stationTariffs, { index: "byStation", prefix: station, limit: 1_000 })).items.map(({ body }) => body);
  }
}
