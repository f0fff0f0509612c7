import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { DriverClassView, RosterEntryView } from "../../../src/wire/roster.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { momentOf, wallOf } from "../wall-time.ts";
import { ProblemAlert } from "./states.tsx";

const words = foresight.roster;
const HOUR = 3_600_000;

/** Announces a vehicle, or changes one that is announced. */
export function RosterForm({ location, timeZone, entry, classes, evses, close, done }: {
  readonly location: string;
  readonly timeZone: string;
  readonly entry: Partial<RosterEntryView>;
  readonly classes: readonly DriverClassView[];
  readonly evses: readonly string[];
  readonly close: () => void;
  readonly done: () => void;
}) {
  const [draft, setDraft] = useState(entry);
  const [arrival, setArrival] = useState(() => wallOf(entry.arrival ?? Math.ceil(Date.now() / HOUR) * HOUR, timeZone));
  const [departure, setDeparture] = useState(() => wallOf(entry.departure ?? (Math.ceil(Date.now() / HOUR) + 8) * HOUR, timeZone));
  const save = useAction();
  const set = (part: Partial<RosterEntryView>): void => setDraft((before) => ({ ...before, ...part }));
  const errorOf = (field: string): string | undefined => (save.problem?.problem.field === `entries.0.${field}` ? save.problem.message : undefined);
  const word = (name: "vehicle" | "token") => ({ value: draft[name] ?? "", error: errorOf(name), onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }) });

  async function submit(): Promise<void> {
    const { sessionId: _session, ...given } = draft;
    const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "" && value !== undefined && value !== null));
    const id = entry.id ?? `${draft.vehicle ?? draft.token ?? ""} ${arrival}`.trim().slice(0, 60);
    const body = { entries: [{ ...filled, id, arrival: momentOf(arrival, timeZone), departure: momentOf(departure, timeZone) }] };
    if ((await save.run(at("PUT /locations/{id}/charging/roster", { path: { id: location } }), body)) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={entry.id === undefined ? words.add : words.edit}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Text size="sm" c="dimmed">{`${words.whoHint} ${words.wallHint(timeZone)}`}</Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: "end" }}>
            <TextInput label={words.vehicle} maxLength={60} data-autofocus {...word("vehicle")} />
            <TextInput label={words.token} maxLength={255} {...word("token")} />
            <TextInput type="datetime-local" required label={words.arrival} value={arrival} onChange={(event) => setArrival(event.currentTarget.value)} />
            <TextInput type="datetime-local" required label={words.departure} value={departure} error={errorOf("departure")} onChange={(event) => setDeparture(event.currentTarget.value)} />
            <NumberInput label={words.energy} min={0} max={10_000} value={draft.energyKWh ?? ""} onChange={(value) => set({ energyKWh: value === "" ? undefined : Number(value) })} />
            <NumberInput label={words.priority} min={-100} max={100} value={draft.priority ?? ""} onChange={(value) => set({ priority: value === "" ? undefined : Number(value) })} />
            <Select label={words.class} placeholder={words.noClass} clearable data={classes.map(({ id, name }) => ({ value: id, label: name }))} value={draft.class ?? null} onChange={(value) => set({ class: value ?? undefined })} />
            <Select label={words.evse} placeholder={words.anywhere} clearable searchable data={[...evses]} value={draft.evse ?? null} onChange={(value) => set({ evse: value ?? undefined })} />
          </SimpleGrid>
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
