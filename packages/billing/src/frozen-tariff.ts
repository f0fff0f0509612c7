import type { TariffVersion } from "@cpokit/model";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { partyText, type BillableSession } from "./billable-session.ts";
import { assignedTariffs, type AssignmentContext } from "./tariff-assignment.ts";
import { tariffVersions, versionInForce } from "./tariff-catalogue.ts";

/** The tariff version that a session got at its start. */
export const frozenTariffs = collection<{ readonly version: string }>("frozenTariffs");

/** The version that applies to a session that starts at a moment of the context; a tariff whose first version is still to come does not count yet. */
export async function tariffFor(reader: Reader, context: AssignmentContext): Promise<TariffVersion | undefined> {
  for await (const { tariffId } of assignedTariffs(reader, context)) {
    const version = await versionInForce(reader, tariffId, context.at);
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Pins the version in force, or the one that was shown to the driver, to a session (I23). Once pinned, it stays. */
export async function freezeTariff(unit: Unit, session: string, choice: AssignmentContext | { readonly version: string }): Promise<TariffVersion | undefined> {
  const frozen = await unit.get(frozenTariffs, session);
  if (frozen !== undefined) return await unit.get(tariffVersions, frozen.version);
  const version = "version" in choice ? await unit.get(tariffVersions, choice.version) : await tariffFor(unit, choice);
  if (version !== undefined) unit.put(frozenTariffs, session, { version: version.id });
  return version;
}

/** The pinned version of a session, else the one that applied at its start. */
export async function versionOf(reader: Reader, billable: BillableSession): Promise<TariffVersion | undefined> {
  const frozen = await reader.get(frozenTariffs, billable.session.id);
  return frozen === undefined ? await tariffFor(reader, contextOf(billable)) : await reader.get(tariffVersions, frozen.version);
}

/** What is known of a session when its tariff was not frozen at its start. */
function contextOf({ session, place, token, partner, subscription }: BillableSession): AssignmentContext {
  return {
    at: session.startAt,
    ...(place === undefined ? {} : { location: place.location.id, evse: place.evse.id, connector: place.connector.number }),
    ...(token?.group === undefined ? {} : { tokenGroup: token.group }),
    ...(partner === undefined ? {} : { partner: partyText(partner) }),
    ...(subscription === undefined ? {} : { subscription }),
  };
}
