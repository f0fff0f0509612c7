import { Alert, Button, Card, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { Battery, Generator, WiringView } from "../../../src/wire/charging.ts";
import { useAction } from "../api/use-action.ts";
import { CloseIcon, PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { sharing } from "../texts/sharing.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = sharing.siteDevices;

/** The PV and the batteries of a location, to be changed; the building's meter stands at the limit that it measures. */
export function SiteDevices({ id, wiring, changed }: { readonly id: string; readonly wiring: WiringView; readonly changed: (wiring: WiringView) => void }) {
  const [generators, setGenerators] = useState<readonly Generator[]>(wiring.generators);
  const [batteries, setBatteries] = useState<readonly Battery[]>(wiring.batteries);
  const [isSaved, setSaved] = useState(false);
  const save = useAction();
  const nodes = wiring.nodes.map(({ id }) => id);
  const root = wiring.nodes.find(({ parent }) => parent === undefined)?.id ?? nodes[0] ?? "";
  const measured = wiring.nodes.filter(({ meter }) => meter !== undefined).map(({ id }) => id);

  async function submit(): Promise<void> {
    const answer = await save.run(at("PUT /locations/{id}/charging/wiring", { path: { id } }), { nodes: wiring.nodes, generators, batteries });
    if (answer === undefined) return;
    setGenerators(answer.generators);
    setBatteries(answer.batteries);
    setSaved(true);
    changed(answer);
  }
  const edited = <Item,>(set: (how: (before: readonly Item[]) => readonly Item[]) => void, place: number, next: Item | undefined): void => {
    setSaved(false);
    set((before) => before.flatMap((item, at) => (at !== place ? [item] : next === undefined ? [] : [next])));
  };

  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <Text size="sm">{measured.length === 0 ? words.noMeter : words.meters(measured.join(", "))}</Text>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack gap="xs">
          {generators.map((each, place) => (
            <Card key={place} padding="sm" withBorder>
              <SimpleGrid cols={{ base: 2, sm: 4, md: 5 }} spacing="xs" style={{ alignItems: "end" }}>
                <Device label={words.pv} device={each} nodes={nodes} change={(next) => edited(setGenerators, place, next)} />
                <Kilo label={words.maxKW} value={each.maxKW} change={(maxKW) => edited(setGenerators, place, { ...each, maxKW })} />
                <Remove remove={() => edited(setGenerators, place, undefined)} />
              </SimpleGrid>
            </Card>
          ))}
          {batteries.map((each, place) => (
            <Card key={place} padding="sm" withBorder>
              <SimpleGrid cols={{ base: 2, sm: 4, md: 7 }} spacing="xs" style={{ alignItems: "end" }}>
                <Device label={words.battery} device={each} nodes={nodes} change={(next) => edited(setBatteries, place, next)} />
                <Kilo label={words.charge} value={each.maxChargeKW} change={(maxChargeKW) => edited(setBatteries, place, { ...each, maxChargeKW })} />
                <Kilo label={words.discharge} value={each.maxDischargeKW} change={(maxDischargeKW) => edited(setBatteries, place, { ...each, maxDischargeKW })} />
                <Kilo label={words.capacity} value={each.capacityKWh} change={(capacityKWh) => edited(setBatteries, place, { ...each, capacityKWh })} />
                <Kilo label={words.reserve} value={each.reserveKWh ?? 0} change={(reserveKWh) => edited(setBatteries, place, { ...each, reserveKWh })} />
                <Remove remove={() => edited(setBatteries, place, undefined)} />
              </SimpleGrid>
            </Card>
          ))}
          <ProblemAlert problem={save.problem} />
          {isSaved ? <Alert color="teal" role="status">{words.saved}</Alert> : null}
          <Group justify="space-between">
            <Group gap="xs">
              <Button variant="default" leftSection={<PlusIcon />} onClick={() => { setSaved(false); setGenerators((before) => [...before, { id: `pv-${before.length + 1}`, node: root, maxKW: 10 }]); }}>{words.addPv}</Button>
              <Button variant="default" leftSection={<PlusIcon />} onClick={() => { setSaved(false); setBatteries((before) => [...before, { id: `battery-${before.length + 1}`, node: root, maxChargeKW: 10, maxDischargeKW: 10, capacityKWh: 20, reserveKWh: 2 }]); }}>{words.addBattery}</Button>
            </Group>
            <Button type="submit" loading={save.busy}>{text.common.save}</Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Device<Item extends { readonly id: string; readonly node: string }>({ label, device, nodes, change }: { readonly label: string; readonly device: Item; readonly nodes: readonly string[]; readonly change: (next: Item) => void }) {
  return (
    <>
      <TextInput size="xs" label={label} required maxLength={60} value={device.id} onChange={(event) => change({ ...device, id: event.currentTarget.value })} />
      <NativeSelect size="xs" label={words.below} value={device.node} data={[...nodes]} onChange={(event) => change({ ...device, node: event.currentTarget.value })} />
    </>
  );
}

function Kilo({ label, value, change }: { readonly label: string; readonly value: number; readonly change: (next: number) => void }) {
  return <NumberInput size="xs" label={label} required min={0} max={100_000} value={value} onChange={(next) => next !== "" && change(Number(next))} />;
}

function Remove({ remove }: { readonly remove: () => void }) {
  return <Button size="xs" variant="subtle" color="red" leftSection={<CloseIcon size={14} />} onClick={remove}>{text.common.remove}</Button>;
}
