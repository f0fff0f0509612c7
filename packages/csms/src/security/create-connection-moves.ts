import { CpoError, hours, minutes, type Clock } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { stationCertificates, stationTrust, trustAnchors } from "../certificates/station-certificates.ts";
import { TRUST } from "../certificates/trust-job.ts";
import type { Commands } from "../commands/create-commands.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { OnlineStation } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { settingVariable, type SettingName } from "../translate/settings.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { connectionMoves, connectionProfiles, type ConnectionMove, type MoveTarget } from "./connection-moves.ts";

/** The block that moves stations to other addresses and security profiles. */
export interface ConnectionMoves {
  /**
   * Brings a station to another security profile or address (OCPP 2.0.1 A05, B09, B10; 1.6 security whitepaper 5.1). First it gets what the new
   * way needs: the root of the central system, and for profile 3 a certificate. Then it is told to switch, with its old way left as the
   * way back. Only when it has come the new way is the old one closed to it.
   *
   * @throws `csms.station-unknown`, `csms.move` when the move makes no sense.
   */
  start(station: string, target: MoveTarget, by: string): Promise<ConnectionMove>;
  readonly job: UpkeepJob;
}

export const MOVE = "move";

/** How long a station may try the new way before the move counts as failed. */
const TIME_TO_SWITCH = hours(2);
/** How long a station may take to ask for a certificate, and to be given it. */
const TIME_TO_PREPARE = hours(24);
const LOOK_AGAIN = minutes(5);

interface MovePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly journal: StationJournal;
  readonly upkeep: Upkeep;
  readonly send: Commands["send"];
}

export function createConnectionMoves(ports: MovePorts): ConnectionMoves {
  const { store, clock, upkeep } = ports;
  return {
    async start(station, target, by) {
      const { network, securityProfile } = target;
      if (network !== undefined && network.profile.securityProfile !== securityProfile) {
        throw new CpoError("csms.move", "securityProfile and network.profile.securityProfile must be the same profile.", { station });
      }
      if (network?.fallbackSlots.includes(network.slot) === true) {
        throw new CpoError("csms.move", `Slot ${network.slot} cannot be its own way back; name another slot in fallbackSlots.`, { station });
      }
      return store.transaction(async (unit) => {
        const document = await unit.get(stations, station);
        if (document === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
        if (document.protocol !== undefined && document.protocol !== "1.6" && network === undefined) {
          throw new CpoError("csms.move", "A 2.x station changes its security profile by a network profile; give `network`.", { station });
        }
        const minimum = document.minimumSecurityProfile ?? 0;
        if (securityProfile < minimum) {
          throw new CpoError("csms.move", `The station has reached security profile ${minimum}; it may not go back to ${securityProfile} (A05.FR.03). Lower its minimumSecurityProfile first if you must.`, { station });
        }
        const move: ConnectionMove = { ...target, station, by, state: "preparing", startedAt: clock.now() };
        unit.put(connectionMoves, station, move);
        await upkeep.request(unit, station, MOVE);
        return move;
      });
    },
    job: { kind: MOVE, run },
  };

  async function run(online: OnlineStation): Promise<JobResult> {
    const move = await store.get(connectionMoves, online.station);
    if (move === undefined || move.state === "done" || move.state === "failed") return DONE;
    return move.state === "preparing" ? prepare(online, move) : lookForArrival(online, move);
  }

  async function prepare(online: OnlineStation, move: ConnectionMove): Promise<JobResult> {
    const lacks = move.elsewhere === true ? undefined : await missing(online.station, move.securityProfile);
    if (lacks === undefined) return change(online, move);
    if (clock.now() - move.startedAt >= TIME_TO_PREPARE) return fail(move, `The station did not get ${lacks === "root" ? "the root of the central system" : "a certificate"} in time.`);
    if (lacks === "root") await store.transaction((unit) => upkeep.request(unit, online.station, TRUST));
    else {
      const { outcome } = await ports.send(online.station, { command: "trigger", message: "SignChargingStationCertificate" }, { requestedBy: move.by });
      if (outcome?.outcome !== "accepted") return failure("Asking for a signing request", outcome);
    }
    return { result: "again", after: LOOK_AGAIN };
  }

  /** What the station does not have yet for this profile; one that cannot be reached any more is worse than one that waits. */
  async function missing(station: string, profile: MoveTarget["securityProfile"]): Promise<"root" | "certificate" | undefined> {
    if (profile >= 2) {
      const anchors = (await store.find(trustAnchors, { limit: 1_000 })).items.filter(({ body }) => body.use === "csms" && body.isWanted);
      const trust = await store.get(stationTrust, station);
      // Without anchors of ours the station trusts a public authority.
      if (anchors.length > 0 && trust?.installed.some(({ use }) => use === "csms") !== true) return "root";
    }
    if (profile < 3) return undefined;
    const { items } = await store.find(stationCertificates, { index: "byStation", prefix: [station, "chargingStation"], limit: 1_000 });
    return items.some(({ body }) => body.state === "active" && clock.now() < body.notAfter) ? undefined : "certificate";
  }

  async function change({ station, link }: OnlineStation, move: ConnectionMove): Promise<JobResult> {
    const { network, securityProfile } = move;
    const { version } = link.protocol;
    if (version === "1.6" && network !== undefined) return fail(move, "OCPP 1.6 has no network profiles; move the station by its security profile, or by the vendor's own key.");
    if (network !== undefined) {
      const told = await ports.send(station, { command: "setNetworkProfile", slot: network.slot, profile: network.profile }, { requestedBy: move.by });
      if (told.outcome?.outcome === "rejected" || told.outcome?.outcome === "unsupported") return fail(move, `The station did not take the network profile: ${told.outcome.reason}`);
      if (told.outcome?.outcome !== "accepted") return failure("Setting the network profile", told.outcome);
      const problem = await setting(station, version, "networkPriority", [network.slot, ...network.fallbackSlots].join(","), move.by);
      if (problem !== undefined) return problem.result === "failed" ? fail(move, problem.problem) : problem;
    }
    // Noted first: a 1.6 station may leave before its answer arrives.
    await store.transaction((unit) => unit.put(connectionMoves, station, { ...move, state: "switching", switchedAt: clock.now() }));
    const last = network === undefined
      ? await setting(station, version, "securityProfile", String(securityProfile), move.by)
      : resultOf(await ports.send(station, { command: "reset", mode: "whenIdle" }, { requestedBy: move.by }));
    if (last?.result === "failed" && last.final === true) return fail(move, last.problem);
    if (move.elsewhere !== true || last !== undefined) return { result: "again", after: LOOK_AGAIN };
    // What becomes of it there is not ours to see; when it takes the way back it is simply here again.
    await store.transaction((unit) => finish(unit, { ...move, state: "done", switchedAt: clock.now() }));
    return DONE;
  }

  /** It is connected: the new way, or still, or again, the old one. */
  async function lookForArrival(online: OnlineStation, move: ConnectionMove): Promise<JobResult> {
    const { station, since, link } = online;
    const { switchedAt = move.startedAt } = move;
    const profile = (await store.get(connectionProfiles, station))?.profile ?? 0;
    const isNew = since > switchedAt;
    if (isNew && move.elsewhere !== true && profile >= move.securityProfile) return arrived(online, move);
    if (clock.now() - switchedAt < TIME_TO_SWITCH) return { result: "again", after: LOOK_AGAIN };
    if (move.network !== undefined && move.network.fallbackSlots.length > 0) {
      const problem = await setting(station, link.protocol.version, "networkPriority", move.network.fallbackSlots.join(","), move.by);
      if (problem !== undefined) return problem;
    }
    return fail(move, isNew ? `The station came back with security profile ${profile}.` : "The station did not switch.");
  }

  async function arrived({ station, link }: OnlineStation, move: ConnectionMove): Promise<JobResult> {
    if (move.network !== undefined) {
      // The old way is closed at the station too (A05.FR.05).
      const problem = await setting(station, link.protocol.version, "networkPriority", String(move.network.slot), move.by);
      if (problem?.result === "failed" && problem.final !== true) return problem;
    }
    await store.transaction(async (unit) => {
      const document = await unit.get(stations, station);
      if (document !== undefined) unit.put(stations, station, { ...document, minimumSecurityProfile: Math.max(document.minimumSecurityProfile ?? 0, move.securityProfile) });
      await finish(unit, { ...move, state: "done" });
    });
    return DONE;
  }

  async function fail(move: ConnectionMove, problem: string): Promise<JobResult> {
    await store.transaction((unit) => finish(unit, { ...move, state: "failed", problem }));
    return DONE;
  }

  async function finish(unit: Parameters<Parameters<Store["transaction"]>[0]>[0], move: ConnectionMove): Promise<void> {
    unit.put(connectionMoves, move.station, move);
    unit.publish({ topic: "station.moved", key: move.station, payload: move });
    const summary = move.state === "done" && move.elsewhere === true ? `was sent to ${move.network?.profile.url}` : move.state === "done" ? `connects with security profile ${move.securityProfile} now` : (move.problem ?? "failed");
    await ports.journal.record(unit, { station: move.station, severity: move.state === "done" ? "info" : "error", kind: "connection-moved", summary });
  }

  async function setting(station: string, version: OnlineStation["link"]["protocol"]["version"], name: SettingName, value: string, by: string): Promise<Exclude<JobResult, { readonly result: "done" }> | undefined> {
    const variable = settingVariable(version, name);
    if (variable === undefined) return { result: "failed", problem: `OCPP ${version} has no setting "${name}".`, final: true };
    return resultOf(await ports.send(station, { command: "setVariables", values: [{ ...variable, value }] }, { requestedBy: by }));
  }

  function resultOf({ outcome }: Awaited<ReturnType<Commands["send"]>>): Exclude<JobResult, { readonly result: "done" }> | undefined {
    if (outcome?.outcome === "accepted") return undefined;
    const result = failure("Switching the connection", outcome);
    return result.result === "failed" && outcome?.outcome === "rejected" ? { ...result, final: true } : result;
  }
}
