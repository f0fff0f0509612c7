import type { Ids, Instant } from "@cpokit/kernel";
import { collection, type Key, type Reader, type Unit } from "@cpokit/storage";

/** Where, or for whom, a tariff applies. */
export type AssignmentTarget =
  | { readonly kind: "tenant" }
  | { readonly kind: "location"; readonly location: string }
  | { readonly kind: "evse"; readonly evse: string }
  | { readonly kind: "connector"; readonly evse: string; readonly connector: number }
  | { readonly kind: "tokenGroup"; readonly group: string }
  | { readonly kind: "partner"; readonly partner: string }
  | { readonly kind: "subscription"; readonly subscription: string };

/** A tariff applies to a target, for sessions that start within the window. */
export interface TariffAssignment {
  readonly id: string;
  readonly target: AssignmentTarget;
  readonly tariffId: string;
  /** Among assignments of one kind the highest priority wins, then the newest id. */
  readonly priority: number;
  /** Inclusive. */
  readonly from?: Instant;
  /** Exclusive. */
  readonly until?: Instant;
}

export const tariffAssignments = collection<TariffAssignment>("tariffAssignments", {
  indexes: {
    byTarget: { keys: (assignment) => [targetKey(assignment.target)] },
    byTariff: { keys: (assignment) => [assignment.tariffId] },
  },
});

/** What is known of a session when its tariff is chosen. */
export interface AssignmentContext {
  readonly at: Instant;
  /** Our location id, EVSE uid and connector number. */
  readonly location?: string;
  readonly evse?: string;
  readonly connector?: number;
  readonly tokenGroup?: string;
  readonly partner?: string;
  readonly subscription?: string;
}

/** Assigns a tariff; the same id again replaces the assignment. */
export function assignTariff(
  unit: Unit,
  draft: Omit<TariffAssignment, "id" | "priority"> & { readonly id?: string; readonly priority?: number },
  ids: Ids,
): TariffAssignment {
  const assignment: TariffAssignment = { ...draft, id: draft.id ?? ids.next(), priority: draft.priority ?? 0 };
  unit.put(tariffAssignments, assignment.id, assignment);
  return assignment;
}

/** The assignments that hold, best first: the most specific target in the order of `targetsOf`, then priority, then age. */
export async function* assignedTariffs(reader: Reader, context: AssignmentContext): AsyncGenerator<TariffAssignment> {
  for (const target of targetsOf(context)) {
    const page = await reader.find(tariffAssignments, { index: "byTarget", prefix: targetKey(target), limit: 1_000 });
    yield* page.items
      .map((item) => item.body)
      .filter((assignment) => holdsAt(assignment, context.at))
      .sort((a, b) => b.priority - a.priority || (a.id < b.id ? 1 : -1));
  }
}

/** Who comes before where: subscription, partner, token group, then connector, EVSE, location, and the tenant last. */
function targetsOf(context: AssignmentContext): AssignmentTarget[] {
  const { subscription, partner, tokenGroup, evse, connector, location } = context;
  return [
    ...(subscription === undefined ? [] : [{ kind: "subscription", subscription } as const]),
    ...(partner === undefined ? [] : [{ kind: "partner", partner } as const]),
    ...(tokenGroup === undefined ? [] : [{ kind: "tokenGroup", group: tokenGroup } as const]),
    ...(evse === undefined || connector === undefined ? [] : [{ kind: "connector", evse, connector } as const]),
    ...(evse === undefined ? [] : [{ kind: "evse", evse } as const]),
    ...(location === undefined ? [] : [{ kind: "location", location } as const]),
    { kind: "tenant" },
  ];
}

function targetKey(target: AssignmentTarget): Key {
  switch (target.kind) {
    case "tenant":
      return [target.kind];
    case "location":
      return [target.kind, target.location];
    case "evse":
      return [target.kind, target.evse];
    case "connector":
      return [target.kind, target.evse, target.connector];
    case "tokenGroup":
      return [target.kind, target.group];
    case "partner":
      return [target.kind, target.partner];
    case "subscription":
      return [target.kind, target.subscription];
  }
}

function holdsAt(assignment: TariffAssignment, at: Instant): boolean {
  return (assignment.from === undefined || assignment.from <= at) && (assignment.until === undefined || at < assignment.until);
}
