import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useAll } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import type { ReportName, ScheduleView } from "../../../src/wire/report.ts";
import { useAction } from "../api/use-action.ts";
import { localZone, weekdayName } from "../format.ts";
import { language, languages } from "../language.ts";
import { text } from "../texts.ts";
import { reporting } from "../texts/reporting.ts";
import { ProblemAlert } from "./states.tsx";

type Rhythm = ScheduleView["rhythm"];

const { scheduled: _, ...reports } = reporting.tabs;
/** Browsers leave UTC out. */
const zones = [...new Set(["UTC", localZone, ...Intl.supportedValuesOf("timeZone")])];

/** A new schedule, or another shape of one that is there. */
export function ReportScheduleForm({ schedule, close, done }: { readonly schedule?: ScheduleView; readonly close: () => void; readonly done: () => void }) {
  const [draft, setDraft] = useState(() => ({
    name: schedule?.name ?? "", report: schedule?.report ?? "revenue", format: schedule?.format ?? ("pdf" as const), language: schedule?.language ?? language, location: schedule?.location ?? null, recipients: schedule?.recipients.join(", ") ?? "",
  }));
  const [rhythm, setRhythm] = useState<Rhythm>(() => schedule?.rhythm ?? { every: "month", timeZone: localZone, hour: 6, day: 1 });
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const save = useAction();
  const set = (change: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...change }));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { every, timeZone, hour, weekday = 1, day = 1 } = rhythm;
    const { location: place, recipients, ...rest } = draft;
    const body = {
      ...rest, ...(place === null ? {} : { location: place }), recipients: recipients.split(",").map((each) => each.trim()).filter((each) => each !== ""),
      rhythm: { every, timeZone, hour, ...(every === "week" ? { weekday } : {}), ...(every === "month" ? { day } : {}) },
    };
    const saved = schedule === undefined ? await save.run(at("POST /report-schedules"), body) : await save.run(at("PATCH /report-schedules/{id}", { path: { id: schedule.id } }), body);
    if (saved !== undefined) done();
  }

  return (
    <Modal opened onClose={close} title={schedule === undefined ? reporting.add : reporting.edit} size="lg">
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput label={reporting.name} required value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} data-autofocus />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select label={reporting.report} data={options(reports)} value={draft.report} onChange={(report) => set({ report: report as ReportName })} allowDeselect={false} />
            <Select label={text.common.location} placeholder={reporting.everywhere} data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={draft.location} onChange={(place) => set({ location: place })} searchable clearable disabled={schedule !== undefined} />
            <Select label={reporting.format} data={[{ value: "pdf", label: reporting.pdf }, { value: "csv", label: reporting.csv }]} value={draft.format} onChange={(format) => set({ format: format === "csv" ? "csv" : "pdf" })} allowDeselect={false} />
            {draft.format === "pdf" ? <Select label={reporting.language} data={options(languages)} value={draft.language} onChange={(chosen) => set({ language: chosen === "de" ? "de" : "en" })} allowDeselect={false} /> : null}
            <Select label={reporting.every} data={options(reporting.rhythms)} value={rhythm.every} onChange={(every) => setRhythm({ ...rhythm, every: every as Rhythm["every"] })} allowDeselect={false} />
            {rhythm.every === "week" ? <Select label={reporting.weekday} data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day - 1) }))} value={String(rhythm.weekday ?? 1)} onChange={(day) => setRhythm({ ...rhythm, weekday: Number(day) })} allowDeselect={false} /> : null}
            {rhythm.every === "month" ? <NumberInput label={reporting.day} min={1} max={28} value={rhythm.day ?? 1} onChange={(day) => setRhythm({ ...rhythm, day: Number(day) })} /> : null}
            <NumberInput label={reporting.hour} min={0} max={23} value={rhythm.hour} onChange={(hour) => setRhythm({ ...rhythm, hour: Number(hour) })} />
            <Select label={reporting.timeZone} data={zones} value={rhythm.timeZone} onChange={(zone) => setRhythm({ ...rhythm, timeZone: zone ?? localZone })} searchable allowDeselect={false} limit={30} />
          </SimpleGrid>
          <TextInput label={reporting.recipients} description={reporting.recipientsHint} value={draft.recipients} onChange={(event) => set({ recipients: event.currentTarget.value })} />
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function options(names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
