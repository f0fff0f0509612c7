/** Decode and strict validation of one message, as a ratio to `JSON.parse` of the same text. */
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { Protocol } from "@cpokit/ocpp";
import { MIX_V16, MIX_V201, type Request } from "./messages.ts";

const ROUNDS = 41;
const PER_ROUND = 4_000;

export function run(): Promise<void> {
  compare("1.6 MeterValues, 12 samples", v16, MIX_V16[0]!);
  compare("2.0.1 TransactionEvent", v201, MIX_V201[0]!);
  return Promise.resolve();
}

function compare(title: string, protocol: Protocol, { action, payload }: Request): void {
  const texts = Array.from({ length: 16 }, (_, id) => JSON.stringify([2, `message-${id}`, action, payload]));
  const floor = (text: string): unknown => JSON.parse(text);
  const ours = (text: string): unknown => {
    const [, , name, content] = JSON.parse(text) as [2, string, string, unknown];
    if (protocol.action(name)?.request.accepts(content) !== true) throw new Error(`Refused: ${text}`);
    return content;
  };
  const rounds = Array.from({ length: ROUNDS }, () => [timed(floor, texts), timed(ours, texts)] as const).slice(ROUNDS >> 1);
  const parse = median(rounds.map(([time]) => time));
  const ratio = median(rounds.map(([bare, strict]) => strict / bare));
  console.log(`${title.padEnd(32)}${texts[0]!.length} characters  JSON.parse ${(parse * 1e3).toFixed(0)} ns  decode and strict validation ${ratio.toFixed(2)}x`);
}

/** Microseconds of CPU per message. */
function timed(decode: (text: string) => unknown, texts: readonly string[]): number {
  const before = process.cpuUsage();
  for (let turn = 0; turn < PER_ROUND; turn += 1) kept = decode(texts[turn % texts.length]!);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
}

/** So that no decoding is optimised away. */
export let kept: unknown;

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1]!;
}
