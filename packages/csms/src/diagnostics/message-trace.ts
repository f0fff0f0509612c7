import { isCpoError, seconds, type Cancel, type Instant, type Logger, type Scheduler } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";

/** One message as it went over the line; redact it before it comes here. */
export interface TracedText {
  readonly at: Instant;
  /** `in`: from the station. */
  readonly direction: "in" | "out";
  readonly text: string;
}

/** A traced message with its place in the trace of its station. */
export interface TraceEntry extends TracedText {
  readonly seq: number;
}

/** Some messages of one station, in order. */
export interface TraceChunk {
  readonly identity: string;
  /** Of the first message. */
  readonly seq: number;
  readonly messages: readonly TracedText[];
}

/** A ring of chunks for each identity. */
export const traceChunks = collection<TraceChunk>("traceChunks", { indexes: { byIdentity: { keys: ({ identity, seq }) => [[identity, seq]] } } });

/** How many messages an identity has had, and how many chunks. */
const traceHeads = collection<{ readonly messages: number; readonly chunks: number }>("traceHeads");

/** The messages of stations, the latest ones, durable after a moment. */
export interface MessageTrace {
  /** Costs no write: messages are stored together, after a few seconds. */
  note(identity: string, message: TracedText): void;
  /** Stores what waits. */
  flush(): Promise<void>;
  /** Newest first, those that contain the words; `before`: a `seq` to read on from. */
  read(identity: string, query?: { readonly search?: string; readonly before?: number; readonly limit?: number }): Promise<{ readonly items: readonly TraceEntry[]; readonly next?: number }>;
}

export interface MessageTraceOptions {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Messages kept per station, at least; 2,000 when absent. */
  readonly capacity?: number;
}

const FLUSH_AFTER = seconds(2);
/** A chunk is written when it is full, or after a moment. */
const CHUNK = 50;
/** So many messages wait at most, of all stations; what comes when it is full is stored first. */
const MOST_WAITING = 20_000;
const LONGEST = 16_384;

export function createMessageTrace({ store, scheduler, logger, capacity = 2_000 }: MessageTraceOptions): MessageTrace {
  const slots = Math.ceil(capacity / CHUNK) + 1;
  const waiting = new Map<string, TracedText[]>();
  let count = 0;
  let planned: Cancel | undefined;
  let running: Promise<void> = Promise.resolve();

  const trace: MessageTrace = {
    note(identity, { at, direction, text }) {
      // A store that cannot be written must not fill the memory.
      if (count >= MOST_WAITING) return;
      const messages = waiting.get(identity) ?? [];
      messages.push({ at, direction, text: text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text });
      count += 1;
      waiting.set(identity, messages);
      planned ??= scheduler.after(FLUSH_AFTER, () => void trace.flush().catch((error: unknown) => {
        if (!isCpoError(error, "storage.closed")) logger.error({ error: describeError(error) }, "the trace of messages could not be stored");
      }));
    },
    flush() {
      planned?.();
      planned = undefined;
      running = running.then(storeAll, storeAll);
      return running;
    },
    async read(identity, { search = "", before = Number.MAX_SAFE_INTEGER, limit = 50 } = {}) {
      await trace.flush();
      const wanted = search.trim().toLowerCase();
      const items: TraceEntry[] = [];
      for await (const { body } of store.each(traceChunks, { index: "byIdentity", prefix: identity, to: [identity, before], reverse: true })) {
        for (const [offset, message] of [...body.messages.entries()].reverse()) {
          const seq = body.seq + offset;
          if (seq >= before || !message.text.toLowerCase().includes(wanted)) continue;
          items.push({ seq, ...message });
          if (items.length === limit) return { items, next: seq };
        }
      }
      return { items };
    },
  };
  return trace;

  async function storeAll(): Promise<void> {
    const batch = [...waiting];
    waiting.clear();
    count = 0;
    await Promise.all(batch.map(([identity, messages]) => keep(identity, messages)));
  }

  async function keep(identity: string, messages: readonly TracedText[]): Promise<void> {
    await store.transaction(async (unit) => {
      const head = (await unit.get(traceHeads, identity)) ?? { messages: 0, chunks: 0 };
      // The last chunk is filled up before another one is begun.
      const last = head.chunks === 0 ? undefined : await unit.get(traceChunks, idOf(identity, head.chunks - 1));
      const isOpen = last !== undefined && last.messages.length < CHUNK;
      const all = [...(isOpen ? last.messages : []), ...messages];
      const first = isOpen ? head.chunks - 1 : head.chunks;
      const seq = isOpen ? last.seq : head.messages;
      const chunks = Math.ceil(all.length / CHUNK);
      for (let index = 0; index < chunks; index += 1) {
        unit.put(traceChunks, idOf(identity, first + index), { identity, seq: seq + index * CHUNK, messages: all.slice(index * CHUNK, (index + 1) * CHUNK) });
      }
      unit.put(traceHeads, identity, { messages: head.messages + messages.length, chunks: first + chunks });
    });
  }

  function idOf(identity: string, chunk: number): string {
    return `${identity}/${chunk % slots}`;
  }
}
