import { Text } from "@mantine/core";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { ScopeView } from "../../../src/wire/fleet.ts";
import { dateTime, localZone } from "../format.ts";
import { CareIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { reporting } from "../texts/reporting.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";

/** Time of a period that does not count against EVSEs, with its evidence, and planned work, which does not either. */
export function ExcludedTime(period: { readonly from: string; readonly to: string; readonly locationId?: string }) {
  const query = { ...period, limit: "20" };
  return (
    <>
      <Section title={reporting.excluded}>
        <PagedList address={at("GET /availability-exclusions", { query })} icon={<CareIcon size={24} />} empty={reporting.noExcluded} hint={reporting.noExcludedHint}>
          {(items) => (
            <Rows
              label={reporting.excluded} items={items} keyOf={({ id }) => id}
              columns={[
                { title: reporting.where, cell: ({ scope }) => <Text size="sm" fw={600}>{whereOf(scope)}</Text> },
                { title: reporting.from, cell: ({ from }) => dateTime(from, localZone) },
                { title: reporting.to, cell: ({ to }) => dateTime(to, localZone) },
                { title: reporting.reason, cell: ({ reason }) => reporting.reasons[reason] },
                { title: reporting.evidence, cell: ({ evidence }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{evidence.join(", ")}</Text> },
                { title: reporting.by, cell: ({ by }) => by },
              ]}
            />
          )}
        </PagedList>
      </Section>
      <Section title={reporting.maintenance}>
        <PagedList address={at("GET /maintenance-windows", { query })} icon={<CareIcon size={24} />} empty={reporting.noMaintenance} hint={reporting.noExcludedHint}>
          {(items) => (
            <Rows
              label={reporting.maintenance} items={items} keyOf={({ id }) => id}
              columns={[
                { title: reporting.where, cell: ({ scope }) => <Text size="sm" fw={600}>{whereOf(scope)}</Text> },
                { title: reporting.from, cell: ({ from }) => dateTime(from, localZone) },
                { title: reporting.to, cell: ({ to, cancelledAt }) => (cancelledAt === undefined ? dateTime(to, localZone) : reporting.cancelled) },
                { title: reporting.reason, cell: (work) => <Text size="sm">{work.text}</Text> },
                { title: reporting.by, cell: ({ by }) => by },
              ]}
            />
          )}
        </PagedList>
      </Section>
    </>
  );
}

function whereOf({ locationId, stationId, evse }: z.infer<typeof ScopeView>): string {
  return locationId ?? [stationId, ...(evse === undefined ? [] : [`${text.common.evse} ${evse}`])].join(" · ");
}
