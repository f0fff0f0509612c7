import { CpoError, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { collection, type Store, type Unit } from "@cpokit/storage";
import type { Note } from "../alerts/alert.ts";
import { stations } from "../provisioning/stations.ts";
import { compact } from "../translate/compact.ts";

/** Something that is wrong at a station and that people deal with. */
export interface Case {
  readonly id: string;
  readonly station: string;
  /** Absent: the station as a whole. */
  readonly evse?: number;
  readonly title: string;
  readonly source: "driver" | "operator" | "recovery";
  readonly state: "open" | "working" | "closed";
  /** What drivers told, the first of them and the latest. */
  readonly reports: readonly FaultReport[];
  readonly reportCount: number;
  readonly notes: readonly Note[];
  readonly assignee?: string;
  readonly openedAt: Instant;
  readonly closedAt?: Instant;
  readonly resolution?: string;
}

/** What a driver told. */
export interface FaultReport {
  readonly at: Instant;
  readonly text: string;
  /** How to reach the driver, when they want an answer. */
  readonly contact?: string;
}

/** Every case; of one EVSE (or of the station as a whole) at most one is open. */
export const cases = collection<Case>("cases", {
  indexes: {
    byPlace: { keys: (each) => (each.state === "closed" ? [] : [[each.station, each.evse ?? 0]]), unique: true },
    byState: { keys: (each) => [[each.state, each.openedAt]] },
    byStation: { keys: (each) => [[each.station, each.openedAt]] },
  },
});

/** Faults that drivers and operators report, and what becomes of them. */
export interface Cases {
  /** Told by a driver: it opens a case or joins the one that is open. @throws `csms.station-unknown`, `csms.case` for a text that is empty or too long. */
  report(report: { readonly station: string; readonly evse?: number; readonly text: string; readonly contact?: string }): Promise<Case>;
  /** Opens a case, or adds a note to the one that is open; for a unit that does more. */
  open(unit: Unit, opened: { readonly station: string; readonly evse?: number; readonly title: string; readonly source: "operator" | "recovery"; readonly by: string; readonly text: string }): Promise<Case>;
  /** @throws `csms.case-unknown` here and below. */
  note(id: string, by: string, text: string): Promise<Case>;
  assign(id: string, by: string, assignee: string): Promise<Case>;
  /** A case that is closed stays as it is. */
  close(id: string, by: string, resolution: string): Promise<Case>;
}

const LONGEST_TEXT = 2_000;
/** A flood of reports on one EVSE is counted, and the latest are kept beside the first. */
const KEPT_REPORTS = 20;
const KEPT_NOTES = 200;

export function createCases({ store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): Cases {
  return {
    async report({ station, evse, text, contact }) {
      checkText("text", text);
      if (contact !== undefined) checkText("contact", contact);
      return store.transaction(async (unit) => {
        if ((await unit.get(stations, station)) === undefined) throw new CpoError("csms.station-unknown", `There is no station "${station}".`, { station });
        const report: FaultReport = compact({ at: clock.now(), text: text.trim(), contact });
        const known = await openCase(unit, station, evse);
        if (known === undefined) return put(unit, fresh({ station, evse, title: firstLine(text), source: "driver", reports: [report], reportCount: 1 }));
        const [first, ...later] = [...known.reports, report];
        const reports = first === undefined ? [] : [first, ...later.slice(-(KEPT_REPORTS - 1))];
        return put(unit, { ...known, reports, reportCount: known.reportCount + 1 });
      });
    },
    async open(unit, { station, evse, title, source, by, text }) {
      const note: Note = { at: clock.now(), by, text };
      const known = await openCase(unit, station, evse);
      return put(unit, known === undefined ? fresh({ station, evse, title, source, notes: [note] }) : { ...known, notes: [...known.notes, note].slice(-KEPT_NOTES) });
    },
    note: (id, by, text) => change(id, (known) => ({ ...known, notes: noted(known, by, text) })),
    assign: (id, by, assignee) => change(id, (known) => (known.state === "closed" ? known : { ...known, assignee, state: "working", notes: noted(known, by, `assigned to ${assignee}`) })),
    close: (id, by, resolution) => change(id, (known) => (known.state === "closed" ? known : { ...known, state: "closed", closedAt: clock.now(), resolution, notes: noted(known, by, `closed: ${resolution}`) })),
  };

  function fresh(given: Pick<Case, "station" | "title" | "source"> & { readonly evse: number | undefined } & Partial<Pick<Case, "reports" | "reportCount" | "notes">>): Case {
    return compact({ id: ids.next(), state: "open" as const, reports: [], reportCount: 0, notes: [], openedAt: clock.now(), ...given });
  }

  function noted(known: Case, by: string, text: string): readonly Note[] {
    checkText("text", text);
    return [...known.notes, { at: clock.now(), by, text }].slice(-KEPT_NOTES);
  }

  async function openCase(unit: Unit, station: string, evse: number | undefined): Promise<Case | undefined> {
    const { items } = await unit.find(cases, { index: "byPlace", prefix: [station, evse ?? 0], limit: 1 });
    const known = items[0] === undefined ? undefined : await unit.get(cases, items[0].id);
    return known?.state === "closed" ? undefined : known;
  }

  function change(id: string, next: (known: Case) => Case): Promise<Case> {
    return store.transaction(async (unit) => {
      const known = await unit.get(cases, id);
      if (known === undefined) throw new CpoError("csms.case-unknown", `There is no case "${id}".`, { case: id });
      return put(unit, next(known));
    });
  }

  function put(unit: Unit, each: Case): Case {
    unit.put(cases, each.id, each);
    unit.publish({ topic: "case.changed", key: each.station, payload: each });
    return each;
  }
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function checkText(field: string, text: string): void {
  const rule = text.trim() === "" ? "must not be empty" : text.length > LONGEST_TEXT ? `must have at most ${LONGEST_TEXT} characters` : undefined;
  if (rule !== undefined) throw new CpoError("csms.case", `${field} ${rule}.`, { field, rule });
}
