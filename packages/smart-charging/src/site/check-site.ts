import type { EvseModel, SiteModel, SiteNode } from "./site-model.ts";

/** One thing that is wrong with a site model, and where. */
export interface SiteFinding {
  /** Path in the JSON, e.g. `nodes[2].limitA.l3`. */
  readonly path: string;
  /** What is wrong and what to do. */
  readonly sentence: string;
}

type Say = (path: string, sentence: string) => void;

const THREE = new Set(["RST", "STR", "TRS", "RTS", "SRT", "TSR"]);
const ONE = new Set(["R", "S", "T"]);
const PAIRS = new Set(["RS", "ST", "TR"]);
const PHASES = ["l1", "l2", "l3"] as const;

/** Everything that is wrong with a site model; empty when it can be used (smart-charging §3). */
export function checkSite(model: SiteModel): readonly SiteFinding[] {
  const findings: SiteFinding[] = [];
  const say: Say = (path, sentence) => void findings.push({ path, sentence });
  within(model.voltage, 50, 1_000, "voltage", say);
  const nodes = new Map<string, SiteNode>();
  model.nodes.forEach((node, index) => {
    const path = `nodes[${index}]`;
    checkId(node, nodes, path, say);
    nodes.set(node.id, node);
    checkNode(node, path, say);
  });
  checkTree(model.nodes, nodes, say);
  const evses = new Set<string>();
  model.evses.forEach((evse, index) => {
    const path = `evses[${index}]`;
    checkId(evse, evses, path, say);
    evses.add(evse.id);
    if (hasNode(nodes, evse.node, `${path}.node`, say)) checkRotation(evse, wiringKind(evse.node, nodes), path, say);
    checkEvse(evse, path, say);
  });
  checkDevices(model, nodes, say);
  return findings;
}

function checkDevices({ generators = [], batteries = [] }: SiteModel, nodes: ReadonlyMap<string, SiteNode>, say: Say): void {
  const known = new Set<string>();
  const check = (device: { readonly id: string; readonly node: string; readonly maxAgeSeconds?: number }, path: string): void => {
    checkId(device, known, path, say);
    known.add(device.id);
    hasNode(nodes, device.node, `${path}.node`, say);
    if (device.maxAgeSeconds !== undefined) checkAge(device.maxAgeSeconds, path, say);
  };
  generators.forEach((generator, index) => {
    check(generator, `generators[${index}]`);
    amounts(generator, ["maxKW"], `generators[${index}]`, say);
  });
  batteries.forEach((battery, index) => {
    const path = `batteries[${index}]`;
    check(battery, path);
    amounts(battery, ["maxChargeKW", "maxDischargeKW", "capacityKWh", "reserveKWh", "wearPerKWh"], path, say);
    if (battery.reserveKWh !== undefined && battery.reserveKWh > battery.capacityKWh) say(`${path}.reserveKWh`, "The reserve is above the capacity.");
    within(battery.efficiency, 0.5, 1, `${path}.efficiency`, say);
  });
}

/** The wiring that holds at a node: its own, or that of the nearest node above that says one. */
export function wiringKind(id: string, nodes: ReadonlyMap<string, SiteNode>): "wye" | "delta" {
  const seen = new Set<string>();
  for (let node = nodes.get(id); node !== undefined && !seen.has(node.id); node = node.parent === undefined ? undefined : nodes.get(node.parent)) {
    if (node.wiring !== undefined) return node.wiring;
    seen.add(node.id);
  }
  return "wye";
}

function checkTree(list: readonly SiteNode[], nodes: ReadonlyMap<string, SiteNode>, say: Say): void {
  const roots = list.filter((node) => node.parent === undefined);
  if (roots.length !== 1) say("nodes", `${roots.length} nodes have no parent; exactly one has none.`);
  list.forEach((node, index) => {
    if (node.parent === undefined) return;
    hasNode(nodes, node.parent, `nodes[${index}].parent`, say);
    const seen = new Set<string>();
    let above: SiteNode | undefined = node;
    while (above?.parent !== undefined && !seen.has(above.id)) {
      seen.add(above.id);
      above = nodes.get(above.parent);
    }
    if (above?.parent !== undefined) say(`nodes[${index}].parent`, `"${node.id}" is above itself: ${[...seen, above.id].join(" < ")}.`);
  });
}

function checkNode(node: SiteNode, path: string, say: Say): void {
  amounts(node.limitA, PHASES, `${path}.limitA`, say);
  const factor = node.continuousLoadFactor;
  if (factor !== undefined && !(factor > 0 && factor <= 1)) say(`${path}.continuousLoadFactor`, "Use more than 0, at most 1.");
  amounts(node, ["limitKW", "exportKW", "maxImbalanceA"], path, say);
  if (node.meter !== undefined) {
    amounts(node.meter.assumeA, PHASES, `${path}.meter.assumeA`, say);
    checkAge(node.meter.maxAgeSeconds, `${path}.meter`, say);
  }
  node.schedule?.forEach((step, index) => {
    const here = `${path}.schedule[${index}]`;
    if (!(step.to > step.from)) say(`${here}.to`, "The step ends before it begins.");
    if (step.limitA !== undefined) amounts(step.limitA, PHASES, `${here}.limitA`, say);
    amounts(step, ["limitKW", "exportKW"], here, say);
  });
}

function checkEvse(evse: EvseModel, path: string, say: Say): void {
  amounts(evse, ["maxA", "minA", "fallbackA", "maxDischargeA"], path, say);
  if (evse.minA > evse.maxA) say(`${path}.minA`, "The minimum is above the largest current.");
  if (evse.dc === undefined && evse.minA < 6) say(`${path}.minA`, "AC charging signals at least 6 A (IEC 61851).");
  if (evse.fallbackA > evse.maxA) say(`${path}.fallbackA`, "The fallback is above the largest current.");
  if (evse.fallbackA > 0 && evse.fallbackA < evse.minA) say(`${path}.fallbackA`, `Use 0 or at least ${evse.minA} A; less is no set-point.`);
  within(evse.stepA, 0.1, 6, `${path}.stepA`, say);
  if (evse.units.length === 0) say(`${path}.units`, "Use A, W or both.");
  if (evse.dc !== undefined) {
    amounts(evse.dc, ["maxKW"], `${path}.dc`, say);
    within(evse.dc.efficiency, 0.5, 1, `${path}.dc.efficiency`, say);
    if (evse.phases !== 3) say(`${path}.phases`, "Use 3 for DC.");
  }
}

function checkRotation(evse: EvseModel, wiring: "wye" | "delta", path: string, say: Say): void {
  if (evse.rotation === "unknown") return;
  const allowed = evse.phases === 3 ? THREE : wiring === "delta" ? PAIRS : new Set([...ONE, ...THREE]);
  if (!allowed.has(evse.rotation)) say(`${path}.rotation`, `"${evse.rotation}" does not fit ${evse.phases} phase(s) in ${wiring}; use ${[...allowed].join(", ")} or unknown.`);
}

function checkId({ id }: { readonly id: string }, known: { has(id: string): boolean }, path: string, say: Say): void {
  if (known.has(id)) say(`${path}.id`, `"${id}" is there twice.`);
}

function hasNode(nodes: ReadonlyMap<string, SiteNode>, id: string, path: string, say: Say): boolean {
  if (!nodes.has(id)) say(path, `There is no node "${id}".`);
  return nodes.has(id);
}

function checkAge(seconds: number, path: string, say: Say): void {
  if (!(seconds > 0)) say(`${path}.maxAgeSeconds`, "Use more than 0 seconds.");
}

function within(value: number | undefined, low: number, high: number, path: string, say: Say): void {
  if (value !== undefined && !(value >= low && value <= high)) say(path, `${value} is out of range; use ${low} to ${high}.`);
}

function amounts<Field extends string>(owner: { readonly [name in Field]?: number }, fields: readonly Field[], path: string, say: Say): void {
  for (const field of fields) within(owner[field], 0, 1e6, `${path}.${field}`, say);
}
