import { formatInstant, parseInstant, wh, type Instant } from "@cpokit/kernel";
import type { CallOutcome, CallReply, IncomingCall, PeerFault, Protocol, Version } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import {
  createMemoryNetwork, createRandom, createStation, createVirtualTime, type MemoryFrame, type MemoryNetwork, type Station, type StationOptions,
  type VirtualTime,
} from "../src/index.ts";

/** A sample of either version. */
export interface SeenSample {
  readonly value: string | number;
  readonly context: string;
  readonly measurand: string;
  readonly phase?: string;
  readonly unit?: string;
  readonly unitOfMeasure: { readonly unit: string };
}

/** The fields of any message that tests look at; those of another message are absent. */
export interface SeenPayload {
  readonly connectorId: number;
  readonly evseId: number;
  readonly status?: string;
  readonly connectorStatus?: string;
  readonly idTag: string;
  readonly meterStart: number;
  readonly meterStop: number;
  readonly reason: string;
  readonly timestamp: string;
  readonly transactionId?: number;
  readonly meterValue?: readonly { readonly sampledValue: readonly SeenSample[] }[];
  readonly eventType: string;
  readonly triggerReason: string;
  readonly seqNo: number;
  readonly offline?: boolean;
  readonly transactionInfo: {
    readonly transactionId: string; readonly chargingState: string; readonly stoppedReason?: string; readonly remoteStartId?: number;
  };
  readonly evse?: { readonly id: number; readonly connectorId: number };
  readonly idToken?: { readonly idToken: string; readonly type: string };
  readonly tbc?: boolean;
  readonly chargingProfile?: unknown;
}

/** One CALL of the station as the central system saw it. */
export interface Heard {
  readonly action: string;
  readonly payload: SeenPayload;
  readonly at: Instant;
}

/** A station and a central system that says yes, writes everything down, and can be told to answer otherwise. */
export interface World {
  readonly time: VirtualTime;
  readonly network: MemoryNetwork;
  readonly station: Station;
  readonly heard: Heard[];
  readonly faults: PeerFault[];
  /** Answers that differ from yes, by action. */
  readonly replies: Map<string, (call: IncomingCall) => CallReply>;
  /** Where each line was opened to; nothing stands for how the station was installed. */
  readonly opened: (string | undefined)[];
  /** Addresses where nobody is. */
  readonly unreachable: Set<string>;
  /** What was heard since the last time, in short words. */
  news(): string[];
  of(action: string): readonly Heard[];
  ask(action: string, payload: object): Promise<CallOutcome>;
  /** Every rule that any payload of the station broke, requests and answers alike. */
  violations(): readonly string[];
}

export const START = parseInstant("2026-06-01T08:00:00Z")!;
export const TAG = { value: "04A2B3C4" };
const PROTOCOLS: Readonly<Record<Version, Protocol>> = { "1.6": v16, "2.0.1": v201, "2.1": v21 };

export function createWorld(version: Version, options: Partial<StationOptions> = {}): World {
  const time = createVirtualTime(START);
  const heard: Heard[] = [];
  const frames: MemoryFrame[] = [];
  const faults: PeerFault[] = [];
  const replies = new Map<string, (call: IncomingCall) => CallReply>();
  const opened: (string | undefined)[] = [];
  const unreachable = new Set<string>();
  let transactions = 0;
  let told = 0;
  const network = createMemoryNetwork({
    clock: time.clock, scheduler: time.scheduler,
    frame: (frame) => void frames.push(frame),
    fault: (_, fault) => void faults.push(fault),
    handler(call) {
      heard.push({ action: call.action, payload: call.payload as SeenPayload, at: call.receivedAt });
      return replies.get(call.action)?.(call) ?? { response: yes(version, call.action, formatInstant(time.clock.now()), () => (transactions += 1)) };
    },
  });
  const station = createStation({
    identity: "CS-1", version, clock: time.clock, scheduler: time.scheduler, random: createRandom(1), meterStart: wh(1_000),
    open(given, events) {
      const to = given.connection?.ocppCsmsUrl;
      opened.push(to);
      return to !== undefined && unreachable.has(to) ? Promise.resolve(undefined) : network.open(given, events);
    },
    ...options,
  });
  return {
    time, network, station, heard, faults, replies, opened, unreachable,
    news() {
      const words = heard.slice(told).map(inShort);
      told = heard.length;
      return words;
    },
    of: (action) => heard.filter((call) => call.action === action),
    async ask(action, payload) {
      const link = network.link("CS-1");
      if (link === undefined) throw new Error("the station is offline");
      const outcome = link.call(action, payload);
      await time.settle();
      return outcome;
    },
    violations: () => violationsOf(PROTOCOLS[version], frames),
  };
}

/** A world whose station has booted. */
export async function createBootedWorld(version: Version, options: Partial<StationOptions> = {}): Promise<World> {
  const world = createWorld(version, options);
  world.station.start();
  await world.time.advance(1_000);
  world.news();
  return world;
}

function yes(version: Version, action: string, now: string, nextTransaction: () => number): object {
  switch (action) {
    case "BootNotification":
      return { status: "Accepted", currentTime: now, interval: 86_400 };
    case "Heartbeat":
      return { currentTime: now };
    case "Authorize":
      return version === "1.6" ? { idTagInfo: { status: "Accepted" } } : { idTokenInfo: { status: "Accepted" } };
    case "StartTransaction":
      return { idTagInfo: { status: "Accepted" }, transactionId: nextTransaction() };
    case "DataTransfer":
      return { status: "Accepted" };
    default:
      return {};
  }
}

/** `1 Updated ChargingStateChanged/Charging`, `StatusNotification 1 Preparing`, … */
function inShort({ action, payload }: Heard): string {
  switch (action) {
    case "StatusNotification":
      return `Status ${payload.connectorId} ${payload.status ?? payload.connectorStatus}`;
    case "TransactionEvent":
      return [
        payload.seqNo, payload.eventType, `${payload.triggerReason}/${payload.transactionInfo.chargingState}`,
        ...(payload.transactionInfo.stoppedReason === undefined ? [] : [payload.transactionInfo.stoppedReason]),
        ...(payload.idToken === undefined ? [] : [payload.idToken.idToken]),
        ...(payload.offline === true ? ["offline"] : []),
      ].join(" ");
    case "StartTransaction":
      return `Start ${payload.connectorId} ${payload.idTag} ${payload.meterStart}`;
    case "StopTransaction":
      return `Stop ${payload.transactionId} ${payload.meterStop} ${payload.reason}`;
    case "MeterValues":
      return `MeterValues ${payload.transactionId ?? payload.evseId}`;
    default:
      return action;
  }
}

function violationsOf(protocol: Protocol, frames: readonly MemoryFrame[]): readonly string[] {
  const asked = new Map<string, string>();
  return frames.flatMap(({ direction, text }) => {
    const frame = JSON.parse(text) as [type: 2, id: string, action: string, payload: object] | [type: 3, id: string, payload: object] | [type: 4];
    if (direction === "out") {
      if (frame[0] === 2) asked.set(frame[1], frame[2]);
      return [];
    }
    if (frame[0] === 4) return [];
    const action = frame[0] === 2 ? frame[2] : asked.get(frame[1]) ?? "";
    const codec = frame[0] === 2 ? protocol.action(action)?.request : protocol.action(action)?.response;
    const payload = frame[0] === 2 ? frame[3] : frame[2];
    return (codec?.violations(payload) ?? [{ path: "", rule: "is unknown" }]).map(({ path, rule }) => `${action}${path} ${rule}`);
  });
}
