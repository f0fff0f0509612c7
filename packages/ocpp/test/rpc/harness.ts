import { instant, type Instant } from "@cpokit/kernel";
import { createPeer, type CallHandler, type Peer, type PeerFault, type PeerOptions, type Protocol, type StationLink } from "../../src/index.ts";

/** A peer with a test clock; what it writes is kept as parsed JSON. */
export interface Harness {
  readonly peer: Peer;
  readonly link: StationLink;
  readonly written: (readonly unknown[])[];
  readonly faults: PeerFault[];
  /** Every change of "stop reading". */
  readonly holds: boolean[];
  readonly closed: { readonly code: number; readonly reason: string }[];
  now: Instant;
  /** Receives a message given as JSON value. */
  readonly take: (message: unknown) => boolean;
  /** Moves the clock and sweeps. */
  readonly pass: (milliseconds: number) => void;
}

export function createHarness(protocol: Protocol, handler: CallHandler, options: Partial<PeerOptions> = {}): Harness {
  let ids = 0;
  const link: StationLink = {
    id: "link-1",
    identity: "CS-1",
    protocol,
    call: (action, payload, callOptions) => peer.call(action, payload, callOptions),
    close: (code, reason) => void harness.closed.push({ code, reason }),
  };
  const peer = createPeer(
    {
      protocol, role: "csms", handler, clock: { now: () => harness.now }, newMessageId: () => `own-${(ids += 1)}`,
      report: (_link, fault) => void harness.faults.push(fault), ...options,
    },
    { link, write: (text) => void harness.written.push(JSON.parse(text)), hold: (held) => void harness.holds.push(held) },
  );
  const harness: Harness = {
    peer, link, written: [], faults: [], holds: [], closed: [], now: instant(1_800_000_000_000),
    take: (message) => peer.receive(JSON.stringify(message)),
    pass: (milliseconds) => {
      harness.now = instant(harness.now + milliseconds);
      peer.sweep(harness.now);
    },
  };
  return harness;
}

/** Type, id and action or code of each message. */
export function heads(messages: readonly (readonly unknown[])[]): unknown[] {
  return messages.map((message) => message.slice(0, typeof message[2] === "string" ? 3 : 2));
}

/** Lets all settled promises run their reactions. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A handler that answers when told to. */
export function createPatientHandler(): {
  readonly handler: CallHandler;
  readonly seen: string[];
  readonly answer: (messageId: string, response: unknown) => Promise<void>;
} {
  const waiting = new Map<string, (response: unknown) => void>();
  const seen: string[] = [];
  return {
    seen,
    handler: ({ messageId }) =>
      new Promise((resolve) => {
        seen.push(messageId);
        waiting.set(messageId, (response) => resolve({ response }));
      }),
    answer: async (messageId, response) => {
      waiting.get(messageId)?.(response);
      await settle();
    },
  };
}
