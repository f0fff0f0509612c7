import { Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { TimedLimit, WiringView } from "../../../src/wire/charging.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, number } from "../format.ts";
import { text } from "../texts.ts";
import { sharing } from "../texts/sharing.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = sharing.chargingPage;
const HOUR = 3_600_000;

/** Limits that operators set for a time, to be seen, added and taken back. */
export function TimedLimits({ id, wiring, timeZone, changed }: { readonly id: string; readonly wiring: WiringView; readonly timeZone: string; readonly changed: (wiring: WiringView) => void }) {
  const [node, setNode] = useState(wiring.nodes[0]?.id ?? "");
  const [from, setFrom] = useState(() => local(Date.now()));
  const [to, setTo] = useState(() => local(Date.now() + 2 * HOUR));
  const [kW, setKW] = useState<number | string>("");
  const action = useAction();
  const set = async (limits: readonly TimedLimit[]): Promise<void> => {
    const answer = await action.run(at("PUT /locations/{id}/charging/limits", { path: { id } }), { limits });
    if (answer !== undefined) changed(answer);
  };
  const add = (): void => void set([...wiring.limits, { node, from: new Date(from).toISOString(), to: new Date(to).toISOString(), importKW: Number(kW) }]);
  return (
    <Section title={words.timed}>
      <Text size="sm" c="dimmed">{words.timedHint}</Text>
      {wiring.limits.length === 0 ? <Text size="sm">{words.noTimed}</Text> : (
        <Stack gap={4}>
          {wiring.limits.map((limit, place) => (
            <Group key={place} justify="space-between" gap="xs">
              <Text size="sm" className="figures">{`${limit.node}: ${words.atMost(amountOf(limit))}, ${dateTime(limit.from, timeZone)} – ${dateTime(limit.to, timeZone)}`}</Text>
              <Button size="compact-xs" variant="default" loading={action.busy} onClick={() => void set(wiring.limits.filter((_, at) => at !== place))}>{text.common.remove}</Button>
            </Group>
          ))}
        </Stack>
      )}
      <form onSubmit={(event) => { event.preventDefault(); add(); }}>
        <SimpleGrid cols={{ base: 2, sm: 5 }} style={{ alignItems: "end" }}>
          <NativeSelect label={words.node} value={node} data={wiring.nodes.map(({ id }) => id)} onChange={(event) => setNode(event.currentTarget.value)} />
          <NumberInput label={words.amount} required min={0} max={100_000} value={kW} onChange={setKW} />
          <TextInput type="datetime-local" required label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="datetime-local" required label={words.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Button type="submit" loading={action.busy}>{words.addTimed}</Button>
        </SimpleGrid>
      </form>
      <ProblemAlert problem={action.problem} />
    </Section>
  );
}

function amountOf({ importA, importKW, exportKW }: TimedLimit): string {
  if (importA !== undefined) return `${number(Math.min(importA.l1, importA.l2, importA.l3))} A`;
  return `${number(importKW ?? exportKW ?? 0, 0, 1)} kW`;
}

/** What a field for local date and time holds. */
function local(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
