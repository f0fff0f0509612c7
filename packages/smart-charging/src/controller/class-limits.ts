import { allocate } from "../allocate/allocate.ts";
import { defineSite, evseOf, type Site } from "../site/define-site.ts";
import { limitsAt } from "../site/limits.ts";
import type { EvseModel } from "../site/site-model.ts";
import type { Car } from "./car.ts";

const PLENTY = { l1: 1e6, l2: 1e6, l3: 1e6 };

/** A car of a class, and what it could take, A. */
export interface ClassMember {
  readonly car: Car;
  readonly maxA: number;
  readonly priority: number;
  readonly weight: number;
}

/**
 * What each car may take so that no class takes more than its limit, A by transaction: the same fair share as on a wire of that size, of
 * which the cars hang nowhere but in the books. Cars without a class limit are left out.
 */
export function classCaps(site: Site, members: readonly ClassMember[]): ReadonlyMap<string, number> {
  const classes = new Map<string, ClassMember[]>();
  for (const member of members) {
    const id = member.car.wish.class?.id;
    if (id !== undefined) classes.set(id, [...(classes.get(id) ?? []), member]);
  }
  const caps = new Map<string, number>();
  for (const [id, cars] of classes) {
    const limitKW = Math.min(...cars.map(({ car }) => car.wish.class!.limitKW));
    const evses = cars.map(({ car }): EvseModel => ({ ...evseOf(site, car.evse), node: id }));
    const own = defineSite({ voltage: site.voltage, nodes: [{ id, kind: "grid", limitA: PLENTY, limitKW }], evses: evses.map((evse) => (evse.rotation.length === 2 ? { ...evse, rotation: "unknown" } : evse)) });
    const { shares } = allocate(own, limitsAt(own, { at: cars[0]!.car.startedAt }), cars.map(({ car, maxA, priority, weight }) => ({
      id: car.transaction, evse: car.evse, maxA, priority, weight, ...(car.phasesUsed !== undefined && { phasesUsed: car.phasesUsed }), ...(car.wish.minA !== undefined && { minA: car.wish.minA }),
    })));
    for (const { id: transaction, amps } of shares) caps.set(transaction, amps);
  }
  return caps;
}
