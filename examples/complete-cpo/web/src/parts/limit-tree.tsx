import { Alert, Button, Card, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { LimitNode, WiringView } from "../../../src/wire/charging.ts";
import { useAction } from "../api/use-action.ts";
import { CloseIcon, PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { sharing } from "../texts/sharing.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = sharing.chargingPage;
const kinds = Object.keys(words.kinds) as LimitNode["kind"][];

/** The tree of limits of a location, to be changed. */
export function LimitTree({ id, wiring, changed }: { readonly id: string; readonly wiring: WiringView; readonly changed: (wiring: WiringView) => void }) {
  const [nodes, setNodes] = useState<readonly LimitNode[]>(wiring.nodes);
  const [places, setPlaces] = useState<Readonly<Record<string, string>>>({});
  const [isSaved, setSaved] = useState(false);
  const save = useAction();
  const change = (place: number, next: LimitNode): void => {
    setSaved(false);
    setNodes((before) => before.map((node, at) => (at === place ? next : node)));
  };
  const submit = async (): Promise<void> => {
    const answer = await save.run(at("PUT /locations/{id}/charging/wiring", { path: { id } }), { nodes, places });
    if (answer === undefined) return;
    setNodes(answer.nodes);
    setPlaces({});
    setSaved(true);
    changed(answer);
  };
  const depthOf = (node: LimitNode, seen = 0): number => {
    const above = nodes.find((one) => one.id === node.parent);
    return above === undefined || seen > nodes.length ? seen : depthOf(above, seen + 1);
  };
  return (
    <Section title={words.tree}>
      <Text size="sm" c="dimmed">{words.treeHint}</Text>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack gap="xs">
          {nodes.map((node, place) => (
            <Card key={place} padding="sm" withBorder ml={{ base: 0, sm: `${depthOf(node) * 24}px` }}>
              <NodeFields node={node} others={nodes} change={(next) => change(place, next)} remove={() => setNodes((before) => before.filter((_, at) => at !== place))} />
            </Card>
          ))}
          <Text size="sm">{words.points}</Text>
          <SimpleGrid cols={{ base: 2, sm: 4, md: 6 }} spacing="xs">
            {wiring.evses.map((evse) => (
              <NativeSelect key={evse.id} size="xs" label={evse.id} value={places[evse.id] ?? evse.node} data={nodes.map((node) => node.id)} onChange={(event) => { const node = event.currentTarget.value; setSaved(false); setPlaces((before) => ({ ...before, [evse.id]: node })); }} />
            ))}
          </SimpleGrid>
          <ProblemAlert problem={save.problem} />
          {isSaved ? <Alert color="teal" role="status">{words.saved}</Alert> : null}
          <Group justify="space-between">
            <Button variant="default" leftSection={<PlusIcon />} onClick={() => setNodes((before) => [...before, added(before)])}>{words.addNode}</Button>
            <Button type="submit" loading={save.busy}>{text.common.save}</Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function added(before: readonly LimitNode[]): LimitNode {
  const root = before.find((node) => node.parent === undefined);
  return { id: `panel-${before.length}`, kind: "panel", limitA: { ...(root?.limitA ?? { l1: 32, l2: 32, l3: 32 }) }, ...(root !== undefined && { parent: root.id }) };
}

function NodeFields({ node, others, change, remove }: { readonly node: LimitNode; readonly others: readonly LimitNode[]; readonly change: (next: LimitNode) => void; readonly remove: () => void }) {
  const isRoot = node.parent === undefined;
  const phase = (name: "l1" | "l2" | "l3") => (
    <NumberInput size="xs" label={words[name]} min={0} max={10_000} required value={node.limitA[name]} onChange={(value) => change({ ...node, limitA: { ...node.limitA, [name]: Number(value) } })} />
  );
  const { limitKW: _limit, exportKW: _export, meter: _meter, ...bare } = node;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4, md: 8 }} spacing="xs" style={{ alignItems: "end" }}>
      <TextInput size="xs" label={words.node} required value={node.id} onChange={(event) => change({ ...node, id: event.currentTarget.value })} />
      <NativeSelect size="xs" label={words.kind} value={node.kind} data={kinds.map((value) => ({ value, label: words.kinds[value] }))} onChange={(event) => change({ ...node, kind: kinds.find((kind) => kind === event.currentTarget.value) ?? node.kind })} />
      {isRoot
        ? <TextInput size="xs" label={words.parent} value={words.root} disabled />
        : <NativeSelect size="xs" label={words.parent} value={node.parent ?? ""} data={others.filter((one) => one.id !== node.id).map((one) => one.id)} onChange={(event) => change({ ...node, parent: event.currentTarget.value })} />}
      {phase("l1")}
      {phase("l2")}
      {phase("l3")}
      <NumberInput size="xs" label={words.limitKW} min={0} max={100_000} value={node.limitKW ?? ""} onChange={(value) => change({ ...bare, ...(node.exportKW !== undefined && { exportKW: node.exportKW }), ...(node.meter !== undefined && { meter: node.meter }), ...(value !== "" && { limitKW: Number(value) }) })} />
      <NumberInput size="xs" label={words.exportKW} min={0} max={100_000} value={node.exportKW ?? ""} onChange={(value) => change({ ...bare, ...(node.limitKW !== undefined && { limitKW: node.limitKW }), ...(node.meter !== undefined && { meter: node.meter }), ...(value !== "" && { exportKW: Number(value) }) })} />
      <TextInput size="xs" label={words.meterName} value={node.meter?.source ?? ""} onChange={(event) => change({ ...bare, ...rest(node), ...(event.currentTarget.value !== "" && { meter: { maxAgeSeconds: 60, assumeA: { l1: 0, l2: 0, l3: 0 }, ...node.meter, source: event.currentTarget.value } }) })} />
      {node.meter === undefined ? null : <NumberInput size="xs" label={words.assume} min={0} max={10_000} value={node.meter.assumeA.l1} onChange={(value) => change({ ...node, meter: { ...node.meter!, assumeA: { l1: Number(value), l2: Number(value), l3: Number(value) } } })} />}
      {isRoot ? null : <Button size="xs" variant="subtle" color="red" leftSection={<CloseIcon size={14} />} onClick={remove}>{text.common.remove}</Button>}
    </SimpleGrid>
  );
}

function rest({ limitKW, exportKW }: LimitNode): Partial<LimitNode> {
  return { ...(limitKW !== undefined && { limitKW }), ...(exportKW !== undefined && { exportKW }) };
}
