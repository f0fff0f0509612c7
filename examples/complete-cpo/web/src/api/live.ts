import type { LiveEvent } from "../../../src/live.ts";
import { at } from "./address.ts";
import { send } from "./request.ts";
import { session } from "./session.ts";

type Kind = LiveEvent["kind"];
type EventOf<K extends Kind> = Extract<LiveEvent, { kind: K }>;

const listeners = new Map<string, Set<(event: LiveEvent) => void>>();
const stateListeners = new Set<() => void>();
let connected = false;

/** Hears live events of one kind. `hello` comes with every new connection: whatever was missed must be read again. */
export function onLive<K extends Kind>(kind: K, listener: (event: EventOf<K>) => void): () => void {
  const hear = (event: LiveEvent): void => {
    if (event.kind === kind) listener(event as EventOf<K>);
  };
  const known = listeners.get(kind) ?? new Set();
  known.add(hear);
  listeners.set(kind, known);
  return () => known.delete(hear);
}

export function isLive(): boolean {
  return connected;
}

export function onLiveState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

/** Keeps one stream open until stopped, with growing waits between attempts. */
export function startLive(): () => void {
  const stop = new AbortController();
  void keepOpen(stop.signal);
  return () => stop.abort();
}

async function keepOpen(signal: AbortSignal): Promise<void> {
  let wait = 500;
  while (!signal.aborted && session()?.signedIn === true) {
    try {
      const response = await send(at("GET /events"), { signal });
      setConnected(true);
      wait = 500;
      await readEvents(response);
    } catch {
      // Whatever broke the stream, the state is shown and the next attempt follows.
    }
    setConnected(false);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, 10_000);
  }
}

async function readEvents(response: Response): Promise<void> {
  if (response.body === null) return;
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart()).join("\n");
      if (data !== "") publish(JSON.parse(data));
    }
  }
}

function publish(event: LiveEvent): void {
  for (const listener of listeners.get(event.kind) ?? []) listener(event);
}

function setConnected(now: boolean): void {
  if (connected === now) return;
  connected = now;
  for (const listener of stateListeners) listener();
}
