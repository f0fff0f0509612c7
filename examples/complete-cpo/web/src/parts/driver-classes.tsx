import { Alert, Button, Card, Group, MultiSelect, NativeSelect, NumberInput, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type AnswerOf } from "../api/address.ts";
import type { GroupDetails } from "../../../src/wire/driver.ts";
import type { DriverClassView } from "../../../src/wire/roster.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { CloseIcon, PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = foresight.classes;
const MODES = Object.keys(words.modes) as (keyof typeof words.modes)[];

/** The classes of drivers of a location, to be changed. */
export function DriverClasses({ id, classes, changed }: { readonly id: string; readonly classes: readonly DriverClassView[]; readonly changed: (how: () => AnswerOf<"PUT /locations/{id}/charging/classes">) => void }) {
  const [draft, setDraft] = useState(classes);
  const [isSaved, setSaved] = useState(false);
  const groups = useAll(may("drivers:read") ? at("GET /token-groups", { query: { limit: "200" } }) : undefined);
  const save = useAction();
  const writes = may("charging:write");
  const edit = (place: number, next: DriverClassView | undefined): void => {
    setSaved(false);
    setDraft((before) => before.flatMap((one, at) => (at !== place ? [next?.isDefault === true ? { ...one, isDefault: undefined } : one] : next === undefined ? [] : [next])));
  };

  async function submit(): Promise<void> {
    const answer = await save.run(at("PUT /locations/{id}/charging/classes", { path: { id } }), { classes: draft });
    if (answer === undefined) return;
    setSaved(true);
    changed(() => answer);
  }

  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      {draft.length === 0 ? <Text size="sm">{words.none}</Text> : null}
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack gap="xs">
          {draft.map((one, place) => (
            <Card key={one.id} padding="sm" withBorder>
              <Fields one={one} groups={groups.value?.items ?? []} change={(next) => edit(place, next)} />
              {writes ? <Group justify="flex-end" mt={6}><Button size="xs" variant="subtle" color="red" leftSection={<CloseIcon size={14} />} onClick={() => edit(place, undefined)}>{text.common.remove}</Button></Group> : null}
            </Card>
          ))}
          <ProblemAlert problem={save.problem} />
          {isSaved ? <Alert color="teal" role="status">{words.saved}</Alert> : null}
          {writes ? (
            <Group justify="space-between">
              <Button variant="default" leftSection={<PlusIcon />} onClick={() => { setSaved(false); setDraft((before) => [...before, { id: freeId(before), name: "", groups: [], mode: "fair" }]); }}>{words.add}</Button>
              <Button type="submit" loading={save.busy}>{text.common.save}</Button>
            </Group>
          ) : null}
        </Stack>
      </form>
    </Section>
  );
}

function Fields({ one, groups, change }: { readonly one: DriverClassView; readonly groups: readonly GroupDetails[]; readonly change: (next: DriverClassView) => void }) {
  const amount = (name: "guaranteedKWh" | "limitKW" | "priority", label: string, [min, max]: readonly [number, number]) => (
    <NumberInput size="xs" label={label} min={min} max={max} value={one[name] ?? ""} onChange={(value) => change({ ...one, [name]: value === "" ? undefined : Number(value) })} />
  );
  const known = [...groups.map(({ id, name }) => ({ value: id, label: name })), ...one.groups.filter((id) => !groups.some((group) => group.id === id)).map((id) => ({ value: id, label: id }))];
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="xs" style={{ alignItems: "end" }}>
      <TextInput size="xs" label={words.name} required maxLength={100} value={one.name} onChange={(event) => change({ ...one, name: event.currentTarget.value })} />
      <NativeSelect size="xs" label={words.mode} value={one.mode ?? "fair"} data={MODES.map((value) => ({ value, label: words.modes[value] }))} onChange={(event) => change({ ...one, mode: MODES.find((mode) => mode === event.currentTarget.value) })} />
      {amount("guaranteedKWh", words.guaranteed, [0, 1_000])}
      {amount("limitKW", words.limit, [0, 100_000])}
      {amount("priority", words.priority, [-100, 100])}
      <MultiSelect size="xs" label={words.groups} data={known} value={[...one.groups]} onChange={(value) => change({ ...one, groups: value })} />
      <Switch size="sm" label={words.isDefault} checked={one.isDefault === true} onChange={(event) => change({ ...one, isDefault: event.currentTarget.checked ? true : undefined })} />
    </SimpleGrid>
  );
}

function freeId(before: readonly DriverClassView[]): string {
  let place = before.length + 1;
  while (before.some(({ id }) => id === `class-${place}`)) place += 1;
  return `class-${place}`;
}
