import type { Unit } from "@cpokit/storage";
import type { CdrSummary } from "./wire/cdr.ts";
import type { EnergyView } from "./wire/energy.ts";
import type { PartnerJobView } from "./wire/partner.ts";
import type { SessionView } from "./wire/session.ts";
import type { StationView } from "./wire/station.ts";

/** What the page is told. Events carry the state itself, so that a missed one costs nothing but time. */
export type LiveEvent =
  /** The first event of a connection: read everything anew. */
  | { readonly kind: "hello" }
  | { readonly kind: "station"; readonly station: StationView }
  | { readonly kind: "session"; readonly session: SessionView }
  | { readonly kind: "cdr"; readonly cdr: CdrSummary }
  | { readonly kind: "energy"; readonly energy: EnergyView }
  | { readonly kind: "job"; readonly job: PartnerJobView }
  /** The list of what needs attention may have changed. */
  | { readonly kind: "attention" };

export type Changed = "station" | "session" | "cdr" | "energy" | "job" | "attention";

/** How the current view of something is loaded; `undefined` when it is gone. */
export type LoadEvent = (kind: Changed, id: string) => Promise<LiveEvent | undefined>;

export interface Live {
  /** Something changed; listeners hear its newest state within half a second, and once for many changes. */
  changed(kind: Changed, id: string): void;
  /** The same, once the unit of work has committed. */
  changedBy(unit: Unit, kind: Changed, id: string): void;
  listen(listener: (event: LiveEvent) => void): () => void;
  /** Ends all listening. */
  close(): void;
  onClose(run: () => void): () => void;
}

const INTERVAL = 500;

/** Gathers changes and tells them in rounds: work and traffic follow the number of things, not of messages. */
export function createLive(options: { readonly load: LoadEvent; readonly failed: (error: unknown) => void }): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  const closers = new Set<() => void>();
  const waiting = new Map<string, readonly [Changed, string]>();
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    const due = [...waiting.values()];
    waiting.clear();
    for (const [kind, id] of due) {
      try {
        const event = await options.load(kind, id);
        if (event !== undefined) for (const listener of listeners) listener(event);
      } catch (error) {
        if (listeners.size > 0) options.failed(error);
      }
    }
  }

  function plan(): void {
    timer ??= setTimeout(() => {
      void round().then(() => {
        timer = undefined;
        if (waiting.size > 0) plan();
      });
    }, INTERVAL);
  }

  function changed(kind: Changed, id: string): void {
    if (listeners.size === 0) return;
    waiting.set(`${kind} ${id}`, [kind, id]);
    plan();
  }

  return {
    changed,
    changedBy: (unit, kind, id) => unit.afterCommit(() => changed(kind, id)),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose(run) {
      closers.add(run);
      return () => closers.delete(run);
    },
    close() {
      clearTimeout(timer);
      listeners.clear();
      for (const close of closers) close();
    },
  };
}
