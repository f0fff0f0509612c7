import { Button, Checkbox, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { useAction } from "../api/use-action.ts";
import { care } from "../texts/care.ts";
import { operating } from "../texts/operating.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.move;
/** In seconds: how long the station waits for an answer on its new way. */
const MESSAGE_TIMEOUT = 60;

/** Moves a station to another security profile, and to another address where one is given. */
export function StationMove({ station, done }: { readonly station: StationView; readonly done: () => void }) {
  const [profile, setProfile] = useState<string | null>(null);
  const [url, setUrl] = useState("");
  const [elsewhere, setElsewhere] = useState(false);
  const [slot, setSlot] = useState<number | string>(2);
  const [fallback, setFallback] = useState<number | string>(1);
  const [begun, setBegun] = useState(false);
  const move = useAction();

  async function begin(): Promise<void> {
    if (!window.confirm(words.sure)) return;
    const securityProfile = Number(profile);
    const network = { slot: Number(slot), fallbackSlots: fallback === "" ? [] : [Number(fallback)], profile: { url: url.trim(), securityProfile, interface: "Any" as const, version: station.protocol ?? "1.6", messageTimeout: MESSAGE_TIMEOUT } };
    const answer = await move.run(at("POST /stations/{id}/move", { path: { id: station.id } }), { securityProfile, ...(url.trim() === "" ? {} : { network, ...(elsewhere ? { elsewhere } : {}) }) });
    if (answer === undefined) return;
    setBegun(true);
    done();
  }

  return (
    <Section title={words.title}>
      <form onSubmit={(event) => { event.preventDefault(); void begin(); }}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{words.hint}</Text>
          <Group align="flex-end">
            <Select label={words.profile} required data={care.profiles.map((label, value) => ({ value: String(value), label }))} value={profile} onChange={setProfile} w={{ base: "100%", xs: 280 }} />
            <TextInput label={words.address} description={words.addressHint} type="url" placeholder="wss://" value={url} onChange={(event) => setUrl(event.currentTarget.value)} style={{ flex: 1, minWidth: 220 }} />
            {url.trim() === "" ? null : <><NumberInput label={words.slot} w={150} required min={1} max={100} value={slot} onChange={setSlot} /><NumberInput label={words.fallback} w={150} min={1} max={100} value={fallback} onChange={setFallback} /></>}
          </Group>
          {url.trim() === "" ? null : <Checkbox label={words.elsewhere} checked={elsewhere} onChange={(event) => setElsewhere(event.currentTarget.checked)} />}
          <ProblemAlert problem={move.problem} />
          <Group><Button type="submit" variant="light" loading={move.busy} disabled={profile === null}>{words.begin}</Button>{begun ? <Text size="sm" role="status">{words.begun}</Text> : null}</Group>
        </Stack>
      </form>
    </Section>
  );
}
