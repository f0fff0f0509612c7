import { minutes, type Random, type Scheduler } from "@cpokit/kernel";
import { between, pick } from "@cpokit/simulator";
import type { Core } from "./core.ts";
import { happens } from "./dice.ts";
import type { Remote } from "./drivers.ts";

/** The app: commands with a key each, sent again when the answer does not come, as impatient people do (I20). */
export function createRemote(core: () => Core | undefined, random: Random): Remote {
  let clicks = 0;
  const send = async (...[station, command, options]: Parameters<Core["csms"]["send"]>): Promise<void> => {
    const { csms } = core() ?? {};
    // While the CPO is down the app shows an error; the driver walks to the reader.
    await csms?.send(station, command, options).catch(() => undefined);
  };
  return {
    start(station, evse, token) {
      const key = `click-${(clicks += 1)}`;
      const command = { command: "start", token: { value: token }, evse } as const;
      void send(station, command, { key, requestedBy: "app" });
      if (happens(random, 30)) void send(station, command, { key, requestedBy: "app" });
    },
    stop(station, evse) {
      void (async () => {
        const now = core();
        const session = await now?.sessions.openOn(now.store, station, evse).catch(() => undefined);
        if (session !== undefined) await send(station, { command: "stop", transaction: session.transaction }, { requestedBy: "app" });
      })();
    },
  };
}

export interface OperatorOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly core: () => Core | undefined;
  readonly isOver: () => boolean;
}

/** Somebody at a desk who closes sessions in the books, clears suspicions and bills by hand, sometimes too early. */
export function actAsOperator({ scheduler, random, core, isOver }: OperatorOptions): void {
  const act = async (): Promise<void> => {
    const now = core();
    if (now === undefined) return;
    const { store, sessions } = now;
    const person = { actor: "operator", reason: "simulated" };
    const { items } = await sessions.list(store, { limit: 10 });
    const [first, ...others] = items;
    if (first === undefined) return;
    const { id, lifecycle, review } = pick(random, [first, ...others]);
    if (lifecycle === "active") await store.transaction((unit) => sessions.closeInBooks(unit, id, person));
    else if (review === "suspect") await store.transaction((unit) => sessions.clearSuspicion(unit, id, person));
    else await now.bill(id);
  };
  const plan = (): void => void scheduler.after(minutes(between(random, 30, 400)), () => {
    if (isOver()) return;
    // A disk that fails is not the operator's fault; the page shows an error.
    act().catch(() => undefined);
    plan();
  });
  plan();
}
