import type { SessionView } from "../../../src/wire/session.ts";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { control } from "../texts/control.ts";
import { Section } from "./section.tsx";
import { SetPointTable } from "./set-point-table.tsx";

/** Every set-point of a session: why this power at that time. Nothing where its power is not shared. */
export function SessionSetPoints({ session: { id, timeZone } }: { readonly session: SessionView }) {
  const first = useApi(at("GET /sessions/{id}/charging/set-points", { path: { id }, query: { limit: "1" } }));
  if (first.value === undefined || first.value.items.length === 0) return null;
  return (
    <Section title={control.setPoints.session}>
      <SetPointTable address={at("GET /sessions/{id}/charging/set-points", { path: { id }, query: { limit: "20" } })} timeZone={timeZone} session />
    </Section>
  );
}
