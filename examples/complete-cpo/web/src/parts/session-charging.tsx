import { Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { SessionView } from "../../../src/wire/session.ts";
import type { ChargingView } from "../../../src/wire/site.ts";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { timeOfDay } from "../format.ts";
import { text } from "../texts.ts";
import { control } from "../texts/control.ts";
import { ChargingSection } from "./charging.tsx";
import { ProblemAlert } from "./states.tsx";

const words = control.session;
type Mode = ChargingView["mode"];
type Wish = { readonly mode?: Mode; readonly departure?: string; readonly targetKWh?: number; readonly boostMinutes?: number };
const MODES = Object.keys(text.charging.modes) as Mode[];
const BOOSTS = [30, 120] as const;

/** What a running session gets and why, and how it shall be charged: mode, departure, energy, or at once. */
export function SessionCharging({ session, charging, done }: { readonly session: SessionView; readonly charging: ChargingView; readonly done: () => void }) {
  const { wished } = charging;
  const [mode, setMode] = useState<Mode>(wished.mode);
  const [departure, setDeparture] = useState(() => (wished.departure === undefined ? "" : local(wished.departure)));
  const [target, setTarget] = useState<number | string>(wished.targetKWh ?? "");
  const [isSaid, setSaid] = useState(false);
  const action = useAction();
  const say = async (body: Wish): Promise<void> => {
    const answer = await action.run(at("PATCH /sessions/{id}/charging", { path: { id: session.id } }), body);
    setSaid(answer !== undefined);
    if (answer !== undefined) done();
  };
  return (
    <ChargingSection charging={charging}>
      {wished.boostUntil === undefined ? null : <Text size="sm" fw={600}>{words.boostedUntil(timeOfDay(wished.boostUntil, session.timeZone))}</Text>}
      <form onSubmit={(event) => { event.preventDefault(); void say({ mode, ...(departure !== "" && { departure: new Date(departure).toISOString() }), ...(target !== "" && { targetKWh: Number(target) }) }); }}>
        <Stack gap="xs">
          <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }} style={{ alignItems: "end" }}>
            <NativeSelect label={words.mode} value={mode} data={MODES.map((value) => ({ value, label: text.charging.modes[value] }))} onChange={(event) => setMode(event.currentTarget.value as Mode)} />
            <TextInput type="datetime-local" label={words.departure} value={departure} onChange={(event) => setDeparture(event.currentTarget.value)} />
            <NumberInput label={words.target} min={0} max={1_000} value={target} onChange={setTarget} />
            <Button type="submit" variant="default" loading={action.busy}>{words.apply}</Button>
          </SimpleGrid>
          <Group gap="xs">
            {wished.boostUntil === undefined
              ? BOOSTS.map((minutes) => <Button key={minutes} loading={action.busy} onClick={() => void say({ boostMinutes: minutes })}>{words.boost(minutes)}</Button>)
              : <Button variant="default" loading={action.busy} onClick={() => void say({ boostMinutes: 0 })}>{words.endBoost}</Button>}
            {isSaid ? <Text size="sm" role="status">{words.applied}</Text> : null}
          </Group>
        </Stack>
      </form>
      <ProblemAlert problem={action.problem} />
    </ChargingSection>
  );
}

/** What a field for local date and time holds. */
function local(text: string): string {
  const at = Date.parse(text);
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
