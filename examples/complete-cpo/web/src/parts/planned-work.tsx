import { Badge, Button, Group, Modal, NumberInput, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { ExclusionRequest, MaintenanceView, ScopeView } from "../../../src/wire/fleet.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { PlusIcon } from "../icons.tsx";
import { useLocationNames } from "./names.ts";
import { text } from "../texts.ts";
import { care } from "../texts/care.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

type Window = z.infer<typeof MaintenanceView>;
type Scope = z.infer<typeof ScopeView>;
type Exclusion = z.infer<typeof ExclusionRequest> & { readonly id: string; readonly by: string };
const words = care.windows;
const COLORS = { planned: "blue", now: "orange", over: "gray", cancelled: "gray" } as const;

/** Work that was announced, and time that does not count as an outage. */
export function PlannedWork() {
  const locationName = useLocationNames();
  const placeOf = ({ locationId, stationId = "", evse }: Scope): string =>
    care.scope.place(locationId === undefined ? "" : locationName(locationId), stationId, evse === undefined ? "" : `${care.scope.evse} ${evse}`) || care.scope.all;
  const [turn, setTurn] = useState(0);
  const [adding, setAdding] = useState<"work" | "exclusion">();
  const cancel = useAction();
  const writes = may("maintenance:write");
  const again = (): void => setTurn((before) => before + 1);
  return (
    <Stack>
      <Section title={words.title} actions={writes ? <Button size="xs" leftSection={<PlusIcon />} onClick={() => setAdding("work")}>{words.add}</Button> : null}>
        <Text size="sm" c="dimmed">{words.hint}</Text>
        <ProblemAlert problem={cancel.problem} />
        <PagedList key={`work ${turn}`} address={at("GET /maintenance-windows", { query: { limit: "50" } })} empty={words.none}>
          {(items) => (
            <Rows
              label={words.title}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                { title: words.what, cell: (each) => <Text size="sm" fw={600}>{each.text}</Text> },
                { title: text.common.state, cell: (each) => <Badge color={COLORS[stateOf(each)]}>{words.states[stateOf(each)]}</Badge> },
                { title: text.common.location, cell: ({ scope }) => placeOf(scope) },
                { title: care.from, cell: ({ from }) => dateTime(from, localZone) },
                { title: care.to, cell: ({ to }) => dateTime(to, localZone) },
                { title: care.by, cell: ({ by }) => by, wideOnly: true },
                { title: words.cancel, cell: (each) => writes && (stateOf(each) === "planned" || stateOf(each) === "now") ? <Button size="compact-xs" variant="light" color="red" onClick={() => { if (window.confirm(words.sure)) void cancel.run(at("DELETE /maintenance-windows/{id}", { path: { id: each.id } })).then(again); }}>{words.cancel}</Button> : null, figures: true },
              ]}
            />
          )}
        </PagedList>
      </Section>
      <Section title={care.exclusions.title} actions={writes ? <Button size="xs" variant="default" leftSection={<PlusIcon />} onClick={() => setAdding("exclusion")}>{care.exclusions.add}</Button> : null}>
        <Text size="sm" c="dimmed">{care.exclusions.hint}</Text>
        <PagedList key={`exclusion ${turn}`} address={at("GET /availability-exclusions", { query: { limit: "50" } })} empty={care.exclusions.none}>
          {(items) => (
            <Rows
              label={care.exclusions.title}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                { title: care.exclusions.why, cell: ({ reason }) => <Text size="sm" fw={600}>{care.exclusions.reasons[reason]}</Text> },
                { title: text.common.location, cell: ({ scope }) => placeOf(scope) },
                { title: care.from, cell: ({ from }) => dateTime(from, localZone) },
                { title: care.to, cell: ({ to }) => dateTime(to, localZone) },
                { title: care.exclusions.evidence, cell: ({ evidence }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{evidence.join(", ")}</Text> },
                { title: care.by, cell: ({ by }) => by, wideOnly: true },
              ]}
            />
          )}
        </PagedList>
      </Section>
      {adding === undefined ? null : <Announce kind={adding} close={() => setAdding(undefined)} done={again} />}
    </Stack>
  );
}

function stateOf({ from, to, cancelledAt }: Window): keyof typeof COLORS {
  if (cancelledAt !== undefined) return "cancelled";
  const now = Date.now();
  if (Date.parse(to) <= now) return "over";
  return Date.parse(from) <= now ? "now" : "planned";
}

function Announce({ kind, close, done }: { readonly kind: "work" | "exclusion"; readonly close: () => void; readonly done: () => void }) {
  const isWork = kind === "work";
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const [locationId, setLocation] = useState<string | null>(null);
  const [stationId, setStation] = useState<string | null>(null);
  const [evse, setEvse] = useState<number | string>("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [what, setWhat] = useState("");
  const [reason, setReason] = useState<Exclusion["reason"]>("utilityOutage");
  const send = useAction();
  const stations = [...new Set(places.value?.items.find(({ id }) => id === locationId)?.evses.map((each) => each.stationId) ?? [])];

  async function submit(): Promise<void> {
    const scope = { ...(stationId !== null ? { stationId } : locationId === null ? {} : { locationId }), ...(stationId !== null && evse !== "" && { evse: Number(evse) }) };
    const span = { scope, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const answer = isWork
      ? await send.run(at("POST /maintenance-windows"), { ...span, text: what })
      : await send.run(at("POST /availability-exclusions"), { ...span, reason, evidence: what.split("\n").filter((line) => line.trim() !== "") });
    if (answer === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={isWork ? words.add : care.exclusions.add}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Select label={care.scope.location} placeholder={care.scope.all} clearable searchable data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={locationId} onChange={(next) => { setLocation(next); setStation(null); }} data-autofocus />
          {stations.length === 0 ? null : <Select label={care.scope.whole} placeholder={care.scope.none} clearable data={stations} value={stationId} onChange={setStation} />}
          {stationId === null ? null : <NumberInput label={care.scope.evse} placeholder={care.scope.all} min={1} allowDecimal={false} value={evse} onChange={setEvse} />}
          <Group grow><TextInput type="datetime-local" label={care.from} required value={from} onChange={(event) => setFrom(event.currentTarget.value)} /><TextInput type="datetime-local" label={care.to} required value={to} onChange={(event) => setTo(event.currentTarget.value)} /></Group>
          {isWork ? null : <Select label={care.exclusions.why} allowDeselect={false} value={reason} onChange={(next) => setReason((before) => next ?? before)} data={(Object.keys(care.exclusions.reasons) as Exclusion["reason"][]).map((value) => ({ value, label: care.exclusions.reasons[value] }))} />}
          <Textarea label={isWork ? words.what : care.exclusions.evidence} {...(!isWork && { description: care.exclusions.evidenceHint })} required autosize minRows={isWork ? 1 : 2} value={what} onChange={(event) => setWhat(event.currentTarget.value)} />
          <ProblemAlert problem={send.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={send.busy}>{isWork ? words.add : care.exclusions.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
