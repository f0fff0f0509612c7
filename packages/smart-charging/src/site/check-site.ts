import type { EvseModel, PhaseAmps, SiteModel, SiteNode } from "./site-model.ts";

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

/** Everything that is wrong with a site model; empty when it can be used (smart-charging §3). */
export function checkSite(model: SiteModel): readonly SiteFinding[] {
  const findings: SiteFinding[] = [];
  const say: Say = (path, sentence) => void findings.push({ path, sentence });
  if (model.voltage !== undefined && !(model.voltage >= 50 && model.voltage <= 1_000)) say("voltage", `${model.voltage} V is no voltage from phase to neutral; use 50 to 1000.`);
  const nodes = new Map<string, SiteNode>();
  model.nodes.forEach((node, index) => {
    if (nodes.has(node.id)) say(`nodes[${index}].id`, `"${node.id}" names two nodes; ids are unique.`);
    nodes.set(node.id, node);
    checkNode(node, `nodes[${index}]`, say);
  });
  checkTree(model.nodes, nodes, say);
  const evses = new Set<string>();
  model.evses.forEach((evse, index) => {
    const path = `evses[${index}]`;
    if (evses.has(evse.id)) say(`${path}.id`, `"${evse.id}" names two EVSEs; ids are unique.`);
    evses.add(evse.id);
    if (!nodes.has(evse.node)) say(`${path}.node`, `There is no node "${evse.node}".`);
    else checkRotation(evse, wiringKind(evse.node, nodes), path, say);
    checkEvse(evse, path, say);
  });
  checkDevices(model, nodes, say);
  return findings;
}

function checkDevices({ generators = [], batteries = [] }: SiteModel, nodes: ReadonlyMap<string, SiteNode>, say: Say): void {
  const known = new Set<string>();
  const check = (device: { readonly id: string; readonly node: string; readonly maxAgeSeconds?: number }, path: string): void => {
    if (known.has(device.id)) say(`${path}.id`, `"${device.id}" names two devices; ids are unique.`);
    known.add(device.id);
    if (!nodes.has(device.node)) say(`${path}.node`, `There is no node "${device.node}".`);
    if (device.maxAgeSeconds !== undefined && !(device.maxAgeSeconds > 0)) say(`${path}.maxAgeSeconds`, "A reading is usable for more than 0 seconds.");
  };
  generators.forEach((generator, index) => {
    check(generator, `generators[${index}]`);
    amount(generator.maxKW, `generators[${index}].maxKW`, say);
  });
  batteries.forEach((battery, index) => {
    const path = `batteries[${index}]`;
    check(battery, path);
    for (const field of ["maxChargeKW", "maxDischargeKW", "capacityKWh", "reserveKWh", "wearPerKWh"] as const) amount(battery[field], `${path}.${field}`, say);
    if (battery.reserveKWh !== undefined && battery.reserveKWh > battery.capacityKWh) say(`${path}.reserveKWh`, "The reserve is more than the battery holds.");
    if (battery.efficiency !== undefined && !(battery.efficiency >= 0.5 && battery.efficiency <= 1)) say(`${path}.efficiency`, `${battery.efficiency} is no efficiency of a battery; use 0.5 to 1.`);
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
  if (roots.length !== 1) say("nodes", `${roots.length} nodes have no parent; exactly one, the grid connection, is the root.`);
  list.forEach((node, index) => {
    if (node.parent === undefined) return;
    if (!nodes.has(node.parent)) say(`nodes[${index}].parent`, `There is no node "${node.parent}".`);
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
  checkPhases(node.limitA, `${path}.limitA`, say);
  const factor = node.continuousLoadFactor;
  if (factor !== undefined && !(factor > 0 && factor <= 1)) say(`${path}.continuousLoadFactor`, `${factor} is no share of the rating; use more than 0, at most 1.`);
  amount(node.limitKW, `${path}.limitKW`, say);
  amount(node.exportKW, `${path}.exportKW`, say);
  amount(node.maxImbalanceA, `${path}.maxImbalanceA`, say);
  if (node.meter !== undefined) {
    checkPhases(node.meter.assumeA, `${path}.meter.assumeA`, say);
    if (!(node.meter.maxAgeSeconds > 0)) say(`${path}.meter.maxAgeSeconds`, "A reading is usable for more than 0 seconds.");
  }
  node.schedule?.forEach((step, index) => {
    const here = `${path}.schedule[${index}]`;
    if (!(step.to > step.from)) say(`${here}.to`, "The step ends before it begins.");
    if (step.limitA !== undefined) checkPhases(step.limitA, `${here}.limitA`, say);
    amount(step.limitKW, `${here}.limitKW`, say);
    amount(step.exportKW, `${here}.exportKW`, say);
  });
}

function checkEvse(evse: EvseModel, path: string, say: Say): void {
  amount(evse.maxA, `${path}.maxA`, say);
  amount(evse.minA, `${path}.minA`, say);
  amount(evse.fallbackA, `${path}.fallbackA`, say);
  if (evse.minA > evse.maxA) say(`${path}.minA`, `The smallest current, ${evse.minA} A, is above the largest, ${evse.maxA} A.`);
  if (evse.dc === undefined && evse.minA < 6) say(`${path}.minA`, `${evse.minA} A is below 6 A, the least that AC charging can signal (IEC 61851).`);
  if (evse.fallbackA > evse.maxA) say(`${path}.fallbackA`, "The fallback is above the largest current.");
  if (evse.fallbackA > 0 && evse.fallbackA < evse.minA) say(`${path}.fallbackA`, `A fallback between 0 and ${evse.minA} A cannot be signalled; use 0 or at least ${evse.minA} A.`);
  if (evse.stepA !== undefined && !(evse.stepA >= 0.1 && evse.stepA <= 6)) say(`${path}.stepA`, "Steps are 0.1 to 6 A.");
  if (evse.units.length === 0) say(`${path}.units`, "Name the units the station accepts, A or W.");
  if (evse.dc !== undefined) {
    amount(evse.dc.maxKW, `${path}.dc.maxKW`, say);
    if (!(evse.dc.efficiency > 0.5 && evse.dc.efficiency <= 1)) say(`${path}.dc.efficiency`, `${evse.dc.efficiency} is no efficiency of a rectifier; use more than 0.5, at most 1.`);
    if (evse.phases !== 3) say(`${path}.phases`, "A DC outlet is modelled on three phases.");
  }
}

function checkRotation(evse: EvseModel, wiring: "wye" | "delta", path: string, say: Say): void {
  if (evse.rotation === "unknown") return;
  const allowed = evse.phases === 3 ? THREE : wiring === "delta" ? PAIRS : new Set([...ONE, ...THREE]);
  if (!allowed.has(evse.rotation)) say(`${path}.rotation`, `"${evse.rotation}" does not fit an EVSE with ${evse.phases} phase(s) under ${wiring} wiring; use ${[...allowed].join(", ")} or unknown.`);
}

function checkPhases(value: PhaseAmps, path: string, say: Say): void {
  for (const phase of ["l1", "l2", "l3"] as const) amount(value[phase], `${path}.${phase}`, say);
}

function amount(value: number | undefined, path: string, say: Say): void {
  if (value !== undefined && !(value >= 0 && value <= 1e6)) say(path, `${value} is no amount; use 0 to 1,000,000.`);
}
