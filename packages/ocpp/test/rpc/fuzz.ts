/**
 * Sends mutated frames through the peer and checks whatever it answers. The tests run a small part; for a long run:
 * `node --conditions=@cpokit/source packages/ocpp/test/rpc/fuzz.ts --frames 10000000 --seed 20261121`
 */
import { parseArgs } from "node:util";
import type { CallHandler, Protocol } from "../../src/index.ts";
import { v16 } from "../../src/v16/index.ts";
import { v201 } from "../../src/v201/index.ts";
import { v21 } from "../../src/v21/index.ts";
import { createHarness, type Harness } from "./harness.ts";

/** One end of a connection under fuzz. */
export interface FuzzPeer {
  readonly protocol: Protocol;
  readonly role: "csms" | "station";
  readonly mode: "strict" | "tolerant";
}

/** Every version on both sides in both modes. */
export const FUZZ_PEERS: readonly FuzzPeer[] = [v16, v201, v21].flatMap((protocol: Protocol) =>
  (["csms", "station"] as const).flatMap((role) => (["strict", "tolerant"] as const).map((mode) => ({ protocol, role, mode }))));

/** What a run has seen. */
export interface FuzzCount {
  readonly frames: number;
  /** Answers by message type: 3 CALLRESULT, 4 CALLERROR, 5 CALLRESULTERROR. */
  readonly answers: Readonly<Record<3 | 4 | 5, number>>;
  readonly faults: number;
}

const TIME = "2026-11-21T10:00:00Z";

/** Stands for the id of the CALL in flight. */
const IN_FLIGHT = "<in flight>";

const SEEDS: readonly string[] = [
  '[2,"a","Heartbeat",{}]',
  '[2,"b","BootNotification",{"chargePointVendor":"v","chargePointModel":"m"}]',
  '[2,"b","BootNotification",{"reason":"PowerUp","chargingStation":{"vendorName":"v","model":"m"}}]',
  `[2,"c","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"${TIME}","sampledValue":[{"value":"1.5","unit":"kWh"}]}]}]`,
  `[2,"d","StatusNotification",{"timestamp":"${TIME}","connectorStatus":"Available","evseId":1,"connectorId":1}]`,
  '[2,"e","DataTransfer",{"vendorId":"v","data":"\\u00e9\\ud83d\\ude00"}]',
  '[2,"f","Reset",{"type":"Soft"}]',
  `[3,"${IN_FLIGHT}",{"status":"Accepted"}]`,
  `[3,"${IN_FLIGHT}",{"currentTime":"${TIME}"}]`,
  `[4,"${IN_FLIGHT}","GenericError","",{}]`,
  '[5,"a","FormatViolation","",{}]',
  `[6,"g","NotifyPeriodicEventStream",{"id":1,"pending":0,"basetime":"${TIME}","data":[{"t":0,"v":"1"}]}]`,
];

const PIECES: readonly string[] = [
  '"', "\\", "[", "]", "{", "}", ",", ":", "null", "true", "-1", "1e999", "2.5", "0", '"__proto__"', '{"__proto__":{}}', '"\\ud800"', " ", "\u0000", "é", "[[[[[[[[",
  "9007199254740993", '""', "2", "3", "4", "5", "6",
];

/** Whole values to put where one stood, so that the text stays JSON and reaches what is behind the parser. */
const VALUES: readonly string[] = [
  "null", "true", "-1", "0", "1e999", "2.5", "[]", "{}", '""', '"x"', "[[]]", '{"a":{"a":{}}}', '"\\ud800"', '"__proto__"', `"${"x".repeat(60)}"`, `"${TIME}"`, "2", "3", "5", "6",
];

const handler: CallHandler = ({ action }) =>
  action === "Heartbeat" ? { response: { currentTime: TIME } } : { refusal: "notSupported", description: "Not here." };

/** Sends so many mutated frames, then shows that the peer still answers. @throws on an answer that its version does not allow. */
export function fuzz({ protocol, role, mode }: FuzzPeer, frames: number, start: number): FuzzCount {
  const random = createRandom(start);
  const harness = createHarness(protocol, handler, { role, mode, repeatWindow: 0 });
  const answers = { 3: 0, 4: 0, 5: 0 };
  let faults = 0;
  let inFlight: unknown;
  for (let frame = 0; frame < frames; frame += 1) {
    if (frame % 10 === 0) void harness.peer.call(role === "csms" ? "ClearCache" : "Heartbeat", {});
    inFlight = harness.written.findLast(([type]) => type === 2)?.[1] ?? inFlight;
    const seed = SEEDS[random(SEEDS.length)]!.replace(IN_FLIGHT, String(inFlight));
    const text = random(2) === 0 ? mutateText(seed, random) : mutateValue(seed, random);
    harness.written.length = 0;
    harness.peer.receive(text);
    const answer = check(protocol, text, harness);
    if (answer !== undefined) answers[answer] += 1;
    if (frame % 500 === 0) harness.pass(60_000);
    faults += harness.faults.length;
    harness.faults.length = 0;
  }
  harness.take([2, "still-alive", role === "csms" ? "Heartbeat" : "GetLocalListVersion", {}]);
  if (harness.written.at(-1)?.[1] !== "still-alive") throw new Error(`The peer of ${protocol.version} does not answer any more.`);
  harness.peer.close();
  if (!harness.peer.isIdle) throw new Error(`The closed peer of ${protocol.version} is not idle.`);
  return { frames, answers, faults };
}

/** The type of what was written after one received text, given that handlers answer at once. */
function check({ version }: Protocol, received: string, harness: Harness): 3 | 4 | 5 | undefined {
  const answers = harness.written.filter(([type]) => type !== 2);
  const [answer] = answers;
  if (answer === undefined) return undefined;
  if (answers.length > 1) throw new Error(`${answers.length} answers to ${received}`);
  const [type, id] = answer;
  const request = requestOf(received);
  const meant = request?.[0];
  if (type !== 3 && type !== 4 && !(type === 5 && version === "2.1")) throw new Error(`answer of type ${String(type)} to ${received}`);
  if (typeof id !== "string" || (id !== "-1" && id !== request?.[1])) throw new Error(`answer with another id to ${received}`);
  if (version === "1.6" && id === "-1" && request?.[1] !== "-1") throw new Error(`answer with id -1 in 1.6 to ${received}`);
  if (meant === 6 && version === "2.1") throw new Error(`SEND answered: ${received}`);
  if ((meant === 4 || meant === 3) && type !== 5) throw new Error(`an answer answered: ${received}`);
  if (type === 5 && meant !== 3) throw new Error(`CALLRESULTERROR for ${received}`);
  return type;
}

function requestOf(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** mulberry32: the same run for the same seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mutateText(text: string, random: (below: number) => number): string {
  let mutated = text;
  for (let change = random(4); change >= 0; change -= 1) {
    const at = random(mutated.length + 1);
    const kind = random(4);
    if (kind === 0) mutated = mutated.slice(0, at) + PIECES[random(PIECES.length)]! + mutated.slice(at);
    else if (kind === 1) mutated = mutated.slice(0, at) + mutated.slice(at + 1 + random(4));
    else if (kind === 2) mutated = mutated.slice(0, at) + PIECES[random(PIECES.length)]! + mutated.slice(at + 1);
    else mutated = mutated.slice(0, at) + mutated.slice(random(mutated.length + 1));
  }
  return mutated;
}

/** One or two values inside the JSON become other values. */
function mutateValue(text: string, random: (below: number) => number): string {
  let mutated = text;
  for (let change = random(2); change >= 0; change -= 1) {
    const tokens = [...mutated.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|\{\}|\[\]/g)];
    const token = tokens[random(tokens.length)];
    if (token === undefined) return mutated;
    mutated = mutated.slice(0, token.index) + VALUES[random(VALUES.length)]! + mutated.slice(token.index + token[0].length);
  }
  return mutated;
}

/** The long run, in slices, so that it shows how far it is and that its memory stays bounded. */
function main(): void {
  const { values } = parseArgs({ options: { frames: { type: "string", default: "1000000" }, seed: { type: "string", default: "20261121" } } });
  const frames = Number(values.frames);
  const slice = Math.ceil(frames / FUZZ_PEERS.length);
  for (const [place, peer] of FUZZ_PEERS.entries()) {
    const before = process.cpuUsage().user;
    const { answers, faults } = fuzz(peer, slice, Number(values.seed) + place);
    const seconds = ((process.cpuUsage().user - before) / 1e6).toFixed(1);
    const heap = (process.memoryUsage().heapUsed / 1_048_576).toFixed(0);
    console.log(`${peer.protocol.version} ${peer.role} ${peer.mode}: ${slice} frames, answers ${JSON.stringify(answers)}, ${faults} faults reported, ${seconds} s, ${heap} MiB heap`);
  }
  console.log(`${slice * FUZZ_PEERS.length} frames: every answer was one that its version allows.`);
}

if (import.meta.main) main();
