import { Group, Stack, Text } from "@mantine/core";
import type { CdrSummary } from "../../../src/wire/cdr.ts";
import { dateTime, duration, energy, money } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { RecordState } from "./record-state.tsx";
import { Rows } from "./rows.tsx";

export function CdrRows({ cdrs }: { readonly cdrs: readonly CdrSummary[] }) {
  return (
    <Rows
      label={text.cdrs.title}
      items={cdrs}
      keyOf={(cdr) => cdr.id}
      to={(cdr) => `/cdrs/${encodeURIComponent(cdr.id)}`}
      columns={[
        {
          title: text.common.station,
          cell: (cdr) => (
            <Stack gap={0}>
              <Group gap={6}>
                <Link to={`/cdrs/${encodeURIComponent(cdr.id)}`} fw={600} size="sm">{`${cdr.stationIdentity}${cdr.evse === undefined ? "" : ` · ${text.common.evse} ${cdr.evse}`}`}</Link>
                {cdr.state === "standing" ? null : <RecordState state={cdr.state} />}
              </Group>
              <Text size="xs" c="dimmed">{cdr.locationName ?? "–"}</Text>
            </Stack>
          ),
        },
        { title: text.common.token, cell: (cdr) => cdr.holder ?? cdr.token ?? "–", wideOnly: true },
        { title: text.common.started, cell: (cdr) => dateTime(cdr.startAt, cdr.timeZone) },
        { title: text.common.duration, cell: (cdr) => duration(cdr.durationSeconds), figures: true },
        { title: text.common.energy, cell: (cdr) => energy(cdr.energyWh), figures: true },
        { title: text.common.price, cell: (cdr) => <Text span fw={600} size="sm">{money(cdr.totalWithTax ?? cdr.total)}</Text>, figures: true },
      ]}
    />
  );
}
