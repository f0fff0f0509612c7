import { Badge, Button, Card, Group, Modal, NumberInput, Progress, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { at } from "../api/address.ts";
import type { CampaignView } from "../../../src/wire/operations.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

const words = text.fleet.maintenance.firmware;
const COLORS = { preparing: "blue", running: "blue", halted: "orange", cancelled: "gray", done: "teal" } as const;
/** In ms: campaigns move by themselves. */
const LOOK = 5_000;

/** Updates of many stations in waves. */
export function FirmwareCampaigns() {
  const address = at("GET /firmware-campaigns", { query: { limit: "50" } });
  const campaigns = useApi(address);
  const act = useAction();
  const [adding, setAdding] = useState(false);
  const { reload } = campaigns;
  useEffect(() => {
    const timer = setInterval(reload, LOOK);
    return () => clearInterval(timer);
  }, [reload]);

  return (
    <Stack>
      <Group justify="flex-end"><Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{words.add}</Button></Group>
      <ProblemAlert problem={act.problem} />
      <Loaded resource={campaigns}>{({ items }) => items.length === 0 ? <Empty title={words.none} /> : (
        <Stack gap="xs">
          {items.map((campaign) => <CampaignCard key={campaign.id} campaign={campaign} busy={act.busy} send={(what) => void act.run(at(`POST /firmware-campaigns/{id}/${what}`, { path: { id: campaign.id } })).then(reload)} />)}
        </Stack>
      )}</Loaded>
      {adding ? <NewCampaign close={() => setAdding(false)} done={reload} /> : null}
    </Stack>
  );
}

function CampaignCard({ campaign, busy, send }: { readonly campaign: CampaignView; readonly busy: boolean; readonly send: (what: "cancel" | "resume") => void }) {
  const sum = (of: (wave: CampaignView["waves"][number]) => number): number => campaign.waves.reduce((total, wave) => total + of(wave), 0);
  const [size, good, failed] = [sum((wave) => wave.size), sum((wave) => wave.succeeded), sum((wave) => wave.failed)];
  const share = (count: number): number => (size === 0 ? 0 : (count / size) * 100);
  return (
    <Card padding="sm">
      <Stack gap={6}>
        <Group justify="space-between">
          <Group gap="xs"><Badge color={COLORS[campaign.state]}>{words.states[campaign.state]}</Badge><Text fw={600} size="sm">{`${campaign.name} → ${campaign.version}`}</Text></Group>
          <Group gap="xs">
            {campaign.state === "halted" ? <Button size="xs" variant="default" loading={busy} onClick={() => send("resume")}>{words.resume}</Button> : null}
            {campaign.state === "running" || campaign.state === "halted" || campaign.state === "preparing" ? <Button size="xs" variant="light" color="red" loading={busy} onClick={() => send("cancel")}>{words.cancel}</Button> : null}
          </Group>
        </Group>
        <Progress.Root aria-label={words.figures(good, failed, size)}><Progress.Section value={share(good)} color="teal" aria-label={words.states.done} /><Progress.Section value={share(failed)} color="red" aria-label={words.states.halted} /></Progress.Root>
        <Text size="xs" c="dimmed">{[dateTime(campaign.requestedAt, localZone), words.wave(Math.min(campaign.wave, campaign.waves.length), campaign.waves.length), words.figures(good, failed, size)].join(" · ")}</Text>
        {campaign.reason === undefined ? null : <Text size="sm">{said.campaign(campaign)}</Text>}
      </Stack>
    </Card>
  );
}

function NewCampaign({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [name, setName] = useState("");
  const [version, setVersion] = useState("");
  const [location, setLocation] = useState("");
  const [stations, setStations] = useState("");
  const [waves, setWaves] = useState("1, 10");
  const [haltAt, setHaltAt] = useState<number | string>(20);
  const begin = useAction();
  const sizes = waves.split(/[\s,]+/).map(Number).filter((size) => Number.isInteger(size) && size > 0);

  async function submit(): Promise<void> {
    const body = { name, version, location, stations: stations.split(/\s+/).filter((line) => line !== ""), ...(sizes.length === 0 ? {} : { waves: sizes }), ...(haltAt === "" ? {} : { haltAt: Number(haltAt) }) };
    if ((await begin.run(at("POST /firmware-campaigns"), body)) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={words.add} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Group grow><TextInput label={words.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus /><TextInput label={words.version} required value={version} onChange={(event) => setVersion(event.currentTarget.value)} /></Group>
          <TextInput label={words.location} required type="url" placeholder="https://" value={location} onChange={(event) => setLocation(event.currentTarget.value)} />
          <Textarea label={words.stations} required autosize minRows={3} maxRows={10} value={stations} onChange={(event) => setStations(event.currentTarget.value)} />
          <Group grow align="flex-start"><TextInput label={words.waves} description={words.wavesHint} value={waves} onChange={(event) => setWaves(event.currentTarget.value)} /><NumberInput label={words.halt} suffix=" %" min={0} max={100} value={haltAt} onChange={setHaltAt} /></Group>
          <ProblemAlert problem={begin.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={begin.busy}>{words.begin}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
