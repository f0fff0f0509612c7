import { hours, instant, minutes, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { Sessions } from "@cpokit/sessions";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { DEMO_STATIONS, type DemoStation } from "./network.ts";
import { writeHistory, type HistoryWindow } from "./station-history.ts";

/** How far the history of the demonstration has come, in stations. */
export interface HistoryProgress {
  readonly done: number;
  readonly total: number;
}

/** What the history is; decided when the demonstration begins. */
interface History extends HistoryWindow {
  readonly seed: number;
}

const histories = collection<History>("demoHistory");
const ONLY = "history";

/** Until when the past of each station is written. */
const chapters = collection<{ readonly until: Instant }>("demoChapters");

/** The longest pause whose history is written. */
const MONTH = hours(24 * 30);
const SEED = 20_261_121;
/** A pause of the CPO that is worth a history of its own. */
const PAUSE = minutes(30);

export interface HistoryOptions {
  /** Hears of each station whose past is written. */
  readonly written?: (station: DemoStation, progress: Written) => void | Promise<void>;
  /** Asked before each station: nothing more is begun once it is over. */
  readonly isOver?: () => boolean;
  /** All of them when absent. */
  readonly stations?: readonly DemoStation[];
  /** Of the first history. */
  readonly length: Milliseconds;
}

/** Decides once which time the history covers; an earlier run may have begun it. */
export async function beginHistory(cpo: Cpo, length: Milliseconds): Promise<History> {
  return cpo.store.transaction(async (unit) => {
    const known = await unit.get(histories, ONLY);
    if (known !== undefined) return known;
    const now = cpo.clock.now();
    const fresh = { from: instant(now - length), until: now, seed: SEED };
    unit.put(histories, ONLY, fresh);
    return fresh;
  });
}

/** What is told of a station whose past is written. */
export interface Written extends HistoryProgress {
  /** Troubles are dated by it. */
  readonly brokenBefore: Instant;
}

/**
 * Writes the past of the demonstration, station by station, each in one commit with the note that it is written: killed at any moment it goes
 * on with the next one, and what comes out is the same.
 */
export async function writeHistories(cpo: Cpo, { written, isOver = () => false, stations = DEMO_STATIONS, length }: HistoryOptions): Promise<void> {
  const { seed, ...window } = await beginHistory(cpo, length);
  // One station of each site comes first, so that no site is empty for long.
  const order = [...stations].sort((a, b) => placeOf(a) - placeOf(b));
  for (const [index, station] of order.entries()) {
    for (let isWhole = false; !isWhole; ) {
      if (isOver()) return;
      isWhole = await cpo.store.transaction(async (unit) => {
        const stretch = await nextStretch(cpo, unit, station, window);
        if (stretch === undefined) return true;
        const meterStart = await lastRegister(cpo.sessions, unit, station.identity);
        await writeHistory(unit, { store: cpo.store, station, window: stretch, brokenBefore: window.until, meterStart, seed, logger: cpo.logger });
        unit.put(chapters, station.identity, { until: stretch.until });
        return false;
      });
    }
    await written?.(station, { done: index + 1, total: order.length, brokenBefore: window.until });
  }
}

/** The place of a station at its site. */
function placeOf(station: DemoStation): number {
  return DEMO_STATIONS.filter(({ location }) => location === station.location).indexOf(station);
}

/** The time that is to be written next: the first history, then what passed since while nothing ran. */
async function nextStretch(cpo: Cpo, unit: Unit, { identity }: DemoStation, first: HistoryWindow): Promise<HistoryWindow | undefined> {
  const chapter = await unit.get(chapters, identity);
  if (chapter === undefined) return first;
  const now = cpo.clock.now();
  const { items } = await cpo.sessions.list(unit, { station: identity, limit: 5 });
  const from = instant(Math.max(chapter.until, now - MONTH, ...items.map(({ lastEvidenceAt }) => lastEvidenceAt + minutes(2))));
  return now - from < PAUSE ? undefined : { from, until: now };
}

/** Where the meters of a station stand; each new one begins at a thousand kilowatt-hours. */
export async function lastRegister(sessions: Sessions, reader: Reader, station: string): Promise<number> {
  const { items } = await sessions.list(reader, { station, limit: 50 });
  return Math.max(1_000_000, ...items.map((session) => session.lastRegister ?? 0));
}
