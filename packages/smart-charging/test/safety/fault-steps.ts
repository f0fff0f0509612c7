/**
 * Random steps of a site whose network loses, delays and reorders, whose stations go dark, whose process dies between "sent" and
 * "acked". Keeps the truth about what each station holds and lets the independent checker judge every commit.
 */
import { instant } from "@cpokit/kernel";
import { allocate, createSafety, defineSite, exportLimitsAt, limitsAt, type Claim, type EvseModel, type LedgerEntry, type Order, type SiteModel, type Target } from "../../src/index.ts";
import { checkGivingBack, checkSetpoints } from "../checker.ts";

const LEASE = 120;
const SKEW = 5;

interface Message { readonly order: Order; readonly epoch: number; deliverAt: number; answerAt: number }

/** What a station really holds. */
interface Truth { held: { readonly amps: number; readonly until: number } | undefined; reachable: boolean }

export interface FaultReport {
  readonly steps: number;
  readonly orders: number;
  readonly raises: number;
  /** Orders to give back. */
  readonly givingBack: number;
  readonly violations: readonly string[];
  /** Highest share of the grid connection that stations held at once. */
  readonly peakShare: number;
}

export function faultSite(random: () => number): SiteModel {
  const rotations = ["RST", "STR", "TRS", "unknown"] as const;
  const evses = Array.from({ length: 6 }, (_, index): EvseModel => {
    const one = random() < 0.3;
    return {
      id: `E${index}`, node: index % 2 === 0 ? "P0" : "P1", station: `CS${index}`, connector: 1, phases: one ? 1 : 3, rotation: one ? (["R", "S", "T"] as const)[index % 3]! : rotations[Math.floor(random() * 4)]!,
      maxA: 32, minA: 6, stepA: random() < 0.5 ? 1 : 0.1, units: ["A"], fallbackA: index < 3 ? 6 : 0, leaseSafe: "verified", ...(random() < 0.6 && { maxDischargeA: random() < 0.5 ? 16 : 32 }),
    };
  });
  const even = (amps: number) => ({ l1: amps, l2: amps, l3: amps });
  return {
    nodes: [
      { id: "grid", kind: "grid", limitA: even(80), limitKW: 45, ...(random() < 0.8 && { exportKW: random() * 30 }), meter: { source: "m", maxAgeSeconds: 60, assumeA: even(20) } },
      { id: "P0", parent: "grid", kind: "panel", limitA: even(40) }, { id: "P1", parent: "grid", kind: "panel", limitA: { l1: 40, l2: 32, l3: 40 }, ...(random() < 0.3 && { exportKW: 6 + random() * 10 }) },
    ],
    evses,
  };
}

/** Runs `steps` random steps; every commit is judged. */
export function runFaultSteps(random: () => number, steps: number): FaultReport {
  const model = faultSite(random);
  const site = defineSite(model);
  const truth = new Map<string, Truth>(model.evses.map(({ id }) => [id, { held: undefined, reachable: true }]));
  const violations: string[] = [];
  let saved: readonly LedgerEntry[] = [];
  let safety = createSafety(site, saved, { clockSkewSeconds: SKEW });
  for (const { id } of model.evses) safety.fallbackInstalled(id, true);
  let now = 1_000_000;
  let load = 10;
  let lastRise = now;
  let lastFall = now;
  let epoch = 1;
  let messages: Message[] = [];
  /** How much of this run is giving back. */
  const generosity = random() < 0.3 ? 0 : random() * 0.9;
  let [orders, raises, givingBack, peakShare] = [0, 0, 0, 0];

  /** The most that a station may draw from now on by what it holds and what is still on its way. */
  const possible = (evse: EvseModel): number => {
    const { held } = truth.get(evse.id)!;
    const onTheWay = messages.filter((message) => message.order.evse === evse.id && message.deliverAt < Infinity && message.order.until / 1_000 > now).map(({ order }) => order.amps);
    return Math.max(evse.fallbackA, held !== undefined && held.until > now ? held.amps : 0, ...onTheWay);
  };
  /** The most that it may give back, the same way; a fallback never does. */
  const possiblyBack = (evse: EvseModel): number => {
    const { held } = truth.get(evse.id)!;
    const onTheWay = messages.filter((message) => message.order.evse === evse.id && message.deliverAt < Infinity && message.order.until / 1_000 > now).map(({ order }) => -order.amps);
    return Math.max(0, held !== undefined && held.until > now ? -held.amps : 0, ...onTheWay);
  };
  const judgeBack = () => checkGivingBack(model, now * 1_000, model.evses.map((evse) => ({ evse: evse.id, amps: possiblyBack(evse) })), { grid: [load, load, load] });
  const judge = () => checkSetpoints(model, now * 1_000, model.evses.map((evse) => ({ evse: evse.id, amps: possible(evse) })), { grid: [load, load, load] }, { imbalance: false });
  const say = (what: string): void => void (violations.length < 20 && violations.push(`at ${now}: ${what}`));

  const pass = (): void => {
    messages = messages.filter((message) => {
      const { order } = message;
      const station = truth.get(order.evse)!;
      if (message.deliverAt <= now) {
        if (order.until / 1_000 > now) station.held = { amps: order.amps, until: order.until / 1_000 };
        message.deliverAt = Infinity;
      }
      if (message.answerAt > now) return true;
      if (message.epoch === epoch) safety.answered(order.evse, order.sequence, "accepted");
      return false;
    });
  };

  for (let step = 0; step < steps; step += 1) {
    now += Math.floor(random() * 8);
    pass();
    const kind = random();
    if (kind < 0.05) {
      // Below 0 the sun feeds in.
      const next = Math.floor(random() * 26) - 6;
      if (next > load) lastRise = now;
      if (next < load) lastFall = now;
      load = next;
    } else if (kind < 0.1) {
      const station = truth.get(`E${Math.floor(random() * 6)}`)!;
      station.reachable = !station.reachable;
    } else if (kind < 0.105) {
      // The process dies; what it had written before it sent is all that is left.
      epoch += 1;
      safety = createSafety(site, JSON.parse(JSON.stringify(saved)) as LedgerEntry[], { clockSkewSeconds: SKEW });
    } else if (kind < 0.15) {
      for (const message of messages) if (message.epoch === epoch && random() < 0.3) safety.answered(message.order.evse, message.order.sequence, "unknown");
    }
    const room = limitsAt(site, { at: instant(now * 1_000), loads: { grid: { l1: load, l2: load, l3: load } } });
    const exports = exportLimitsAt(site, { at: instant(now * 1_000), lows: { grid: { l1: load, l2: load, l3: load } } });
    const reachable = new Set(model.evses.filter(({ id }) => truth.get(id)!.reachable || random() < 0.1).map(({ id }) => id));
    const claims = [...reachable].map((evse): Claim => ({ id: evse, evse, maxA: random() < 0.2 ? 0 : random() * 40, priority: Math.floor(random() * 3) }));
    const shares = allocate(site, safety.roomFor(room, instant(now * 1_000), reachable), claims).shares;
    const wish = shares.map((share): Target => ({ evse: share.id, amps: random() < generosity ? -random() * 40 : share.amps, renew: random() < 0.3 }));
    const excessBack = (): number => judgeBack().reduce((sum, { by }) => sum + by, 0);
    const beforeBack = random() < 0.25 || now <= lastFall + LEASE + SKEW ? excessBack() : 0;
    const excess = (): number => judge().reduce((sum, { by }) => sum + by, 0);
    const before = random() < 0.25 || now <= lastRise + LEASE + SKEW ? excess() : 0;
    const sent = safety.commit(wish, room, instant(now * 1_000), LEASE, exports);
    saved = safety.entries();
    for (const order of sent) {
      orders += 1;
      if (order.change === "raise") raises += 1;
      if (order.amps < 0) givingBack += 1;
      const milliamps = Math.round(order.amps * 1_000);
      const evse = model.evses.find(({ id }) => id === order.evse)!;
      if (milliamps < -(evse.maxDischargeA ?? 0) * 1_000) say(`${order.evse} is told to give back ${-order.amps} A`);
      if (milliamps !== 0 && Math.abs(milliamps) < 6_000) say(`${order.evse} is told ${order.amps} A`);
      const lost = !truth.get(order.evse)!.reachable || random() < 0.1;
      const deliverAt = lost ? Infinity : now + Math.floor(random() * (random() < 0.1 ? 90 : 4));
      messages.push({ order, epoch, deliverAt, answerAt: lost ? Infinity : random() < 0.1 ? Math.max(now + 40, deliverAt) : deliverAt + Math.floor(random() * (random() < 0.1 ? 90 : 3)) });
      if (lost || random() < 0.05) safety.answered(order.evse, order.sequence, "unknown");
    }
    // What was lost neither arrives nor is answered.
    messages = messages.filter((message) => message.deliverAt < Infinity || message.answerAt < Infinity);
    const found = judge();
    const after = found.reduce((sum, { by }) => sum + by, 0);
    if (after > before + 1e-6 && after > 1e-6) say(`a commit made it worse: ${found.map(({ what, by }) => `${what} by ${by.toFixed(3)}`).join(", ")}`);
    const foundBack = judgeBack();
    const afterBack = foundBack.reduce((sum, { by }) => sum + by, 0);
    if (afterBack > beforeBack + 1e-6 && afterBack > 1e-6) say(`a commit gave back more than may be: ${foundBack.map(({ what, by }) => `${what} by ${by.toFixed(3)}`).join(", ")}`);
    if (foundBack.length > 0 && now > lastFall + LEASE + SKEW) say(`${now - lastFall} s after the last fall of the load: ${foundBack[0]!.what} by ${foundBack[0]!.by.toFixed(3)}`);
    if (found.length > 0 && now > lastRise + LEASE + SKEW) say(`${now - lastRise} s after the last rise of the load: ${found[0]!.what} by ${found[0]!.by.toFixed(3)}`);
    peakShare = Math.max(peakShare, ...[0, 1, 2].map(() => model.evses.reduce((sum, evse) => sum + (evse.rotation === "unknown" || evse.phases === 3 ? possible(evse) : 0), load) / 80));
  }
  return { steps, orders, raises, givingBack, violations, peakShare };
}
