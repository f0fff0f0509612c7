import type { Clock, Instant } from "@cpokit/kernel";
import { TariffId, type TariffVersion } from "@cpokit/model";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { checkTariff, type Finding, type OcpiTariff, type OcpiVersion } from "@cpokit/tariffs";

/** Versions of tariffs; immutable once written (I23). */
export const tariffVersions = collection<TariffVersion>("tariffVersions", {
  indexes: { byTariff: { keys: (version) => [[version.tariffId, version.validFrom, version.number]] } },
});

/** How many versions a tariff has; guards the numbering. */
export const tariffHeads = collection<{ readonly latest: number }>("tariffHeads");

export interface TariffDraft {
  readonly tariffId: string;
  readonly name: string;
  readonly ocpiVersion: OcpiVersion;
  /** The OCPI Tariff object. */
  readonly tariff: Readonly<Record<string, unknown>>;
  /** In force for sessions that start at or after this moment; now when absent. */
  readonly validFrom?: Instant;
}

export type PublishOutcome =
  | { readonly outcome: "published"; readonly version: TariffVersion }
  | { readonly outcome: "refused"; readonly problems: readonly Finding[] };

/** What is wrong with a draft; empty when it can be published. */
export function checkDraft(draft: TariffDraft): readonly Finding[] {
  const problems: Finding[] = [...checkTariff(draft.tariff, { version: draft.ocpiVersion }).problems];
  if (!TariffId.safeParse(draft.tariffId).success || draft.tariff["id"] !== draft.tariffId) problems.push({ code: "TARIFF_ID", pointer: "/id", values: { expected: draft.tariffId } });
  return problems;
}

/** Adds a version to a tariff, or says which fields cannot be read. Earlier versions stay as they are. */
export async function publishTariff(unit: Unit, draft: TariffDraft, clock: Clock): Promise<PublishOutcome> {
  const problems = checkDraft(draft);
  if (problems.length > 0) return { outcome: "refused", problems };

  const head = await unit.get(tariffHeads, draft.tariffId);
  const number = (head?.latest ?? 0) + 1;
  const now = clock.now();
  const version: TariffVersion = {
    id: `${draft.tariffId}/${number}`,
    tariffId: TariffId.parse(draft.tariffId),
    number,
    name: draft.name,
    ocpiVersion: draft.ocpiVersion,
    tariff: draft.tariff,
    validFrom: draft.validFrom ?? now,
    createdAt: now,
  };
  unit.put(tariffHeads, draft.tariffId, { latest: number });
  unit.put(tariffVersions, version.id, version);
  return { outcome: "published", version };
}

/** The version of a tariff in force at a moment: the latest one whose `validFrom` has come. */
export async function versionInForce(reader: Reader, tariffId: string, at: Instant): Promise<TariffVersion | undefined> {
  const page = await reader.find(tariffVersions, { index: "byTariff", from: [tariffId], to: [tariffId, at + 1], reverse: true, limit: 1 });
  return page.items[0]?.body;
}

/** The OCPI object of a version, typed for `@cpokit/tariffs`; it was checked when it was published. */
export function ocpiTariffOf(version: TariffVersion): OcpiTariff {
  return version.tariff as unknown as OcpiTariff;
}
