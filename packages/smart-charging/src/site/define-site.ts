import { CpoError } from "@cpokit/kernel";
import { checkSite } from "./check-site.ts";
import { wiringOf, type Wiring } from "./wiring.ts";
import type { EvseModel, SiteModel, SiteNode } from "./site-model.ts";

/** An EVSE as it hangs on its site. */
export interface Outlet {
  readonly evse: EvseModel;
  /** Place of its node. */
  readonly place: number;
  readonly stepA: number;
  /** By phases used: unknown, 1, 2, 3. */
  readonly wirings: readonly [Wiring, Wiring, Wiring, Wiring];
}

/** A checked site, its nodes in the order of a walk down the tree: what is below a node follows it without a gap. */
export interface Site {
  readonly model: SiteModel;
  readonly voltage: number;
  readonly nodes: readonly SiteNode[];
  /** Place of each node's parent, -1 for the root. */
  readonly parents: Int32Array;
  /** First place after the last node below each node. */
  readonly ends: Int32Array;
  readonly evses: ReadonlyMap<string, EvseModel>;
  /** The same EVSEs with what each decision needs of them, worked out once. */
  readonly outlets: ReadonlyMap<string, Outlet>;
  /** Place of a node in `nodes`; throws nothing for ids that the model has. */
  readonly places: ReadonlyMap<string, number>;
  /** Whether any node limits the difference between its phases. */
  readonly hasPhaseRules: boolean;
}

/**
 * Checks a site model and lays out its tree.
 * @throws `smart-charging.site` with the path of the first finding and the number of findings.
 */
export function defineSite(model: SiteModel): Site {
  const findings = checkSite(model);
  const first = findings[0];
  if (first !== undefined) {
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more; checkSite lists them)` : "";
    throw new CpoError("smart-charging.site", `${first.path}: ${first.sentence}${more}`, { path: first.path, findings: findings.length });
  }
  const children = new Map<string | undefined, SiteNode[]>();
  for (const node of model.nodes) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  const nodes: SiteNode[] = [];
  const parents: number[] = [];
  const ends: number[] = [];
  const walk = (node: SiteNode, parent: number): void => {
    const place = nodes.push(node) - 1;
    parents.push(parent);
    for (const child of children.get(node.id) ?? []) walk(child, place);
    ends[place] = nodes.length;
  };
  walk(children.get(undefined)![0]!, -1);
  const voltage = model.voltage ?? 230;
  const places = new Map(nodes.map((node, place) => [node.id, place]));
  const outletOf = (evse: EvseModel): Outlet => ({
    evse, place: places.get(evse.node)!, stepA: evse.stepA ?? 0.1,
    wirings: [wiringOf(evse, voltage), wiringOf(evse, voltage, 1), wiringOf(evse, voltage, 2), wiringOf(evse, voltage, 3)],
  });
  return {
    model,
    voltage,
    nodes,
    parents: Int32Array.from(parents),
    ends: Int32Array.from(ends),
    evses: new Map(model.evses.map((evse) => [evse.id, evse])),
    outlets: new Map(model.evses.map((evse) => [evse.id, outletOf(evse)])),
    places,
    hasPhaseRules: nodes.some(({ maxImbalanceA }) => maxImbalanceA !== undefined),
  };
}

/** The place of a node. @throws `smart-charging.unknown-node` */
export function placeOf(site: Site, node: string): number {
  const place = site.places.get(node);
  if (place === undefined) throw new CpoError("smart-charging.unknown-node", `The site has no node "${node}".`, { node });
  return place;
}

/** An EVSE of the site as it hangs there. @throws `smart-charging.unknown-evse` */
export function outletOf(site: Site, id: string): Outlet {
  const outlet = site.outlets.get(id);
  if (outlet === undefined) throw new CpoError("smart-charging.unknown-evse", `The site has no EVSE "${id}"; add it to the site model.`, { evse: id });
  return outlet;
}

/** An EVSE of the site. @throws `smart-charging.unknown-evse` */
export function evseOf(site: Site, id: string): EvseModel {
  return outletOf(site, id).evse;
}
