import { Alert, Button, Checkbox, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { AboutView } from "../../../src/wire/overview.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { ConnectionCheck } from "./connection-check.tsx";
import { CopyField } from "./copy-field.tsx";
import { ProblemAlert } from "./states.tsx";

/** The plugs that most stations have; anything else is set on the location. */
const plugs = {
  "Type 2, 11 kW": { standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 16, maxPower: 11_000 },
  "Type 2, 22 kW": { standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 },
  "CCS, 50 kW": { standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxVoltage: 500, maxAmperage: 125, maxPower: 50_000 },
  "CCS, 150 kW": { standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxVoltage: 920, maxAmperage: 300, maxPower: 150_000 },
  "CCS, 300 kW": { standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxVoltage: 920, maxAmperage: 500, maxPower: 300_000 },
} as const;
type Plug = keyof typeof plugs;

interface Added {
  readonly station: StationView;
  readonly password?: string;
}

/** The address that a station is given, seen from where this page was opened. */
export function ocppUrl(about: AboutView, identity: string): string {
  return `${about.ocppSecure ? "wss" : "ws"}://${location.hostname}:${about.ocppPort}${about.ocppPath}/${identity}`;
}

/** Adds a station, and says what must be put into it. */
export function AddStation({ about, close, done }: { readonly about: AboutView; readonly close: () => void; readonly done: () => void }) {
  const locations = useAll(at("GET /locations", { query: { limit: "200" } }));
  const [identity, setIdentity] = useState("");
  const [place, setPlace] = useState<string | null>(null);
  const [count, setCount] = useState<number | string>(1);
  const [plug, setPlug] = useState<Plug>("Type 2, 22 kW");
  const [password, setPassword] = useState(true);
  const [added, setAdded] = useState<Added>();
  const add = useAction();

  async function submit(): Promise<void> {
    const evses = Array.from({ length: Number(count) }, (_, index) => ({ number: index + 1, connectors: [{ number: 1, ...plugs[plug] }] }));
    const answer = await add.run(at("POST /stations"), { identity: identity.trim(), password, ...(place === null ? {} : { locationId: place, evses }) });
    if (answer === undefined) return;
    setAdded(answer);
    done();
  }

  if (added !== undefined) {
    return (
      <Modal opened onClose={close} title={text.stations.done} size="lg" closeOnClickOutside={false}>
        <Stack>
          <Alert color="teal">{added.password === undefined ? text.stations.connectHint : text.stations.doneHint}</Alert>
          <CopyField label={text.stations.url} value={ocppUrl(about, encodeURIComponent(added.station.identity))} />
          {added.password === undefined ? null : <CopyField label={text.stations.passwordLabel} value={added.password} />}
          <Text size="sm">{`${text.stations.subprotocols}: ${about.subprotocols.join(", ")}`}</Text>
          <ConnectionCheck identity={added.station.identity} locationId={place ?? undefined} />
          <Group justify="flex-end">
            <Button onClick={() => { close(); go(`/stations/${encodeURIComponent(added.station.id)}`); }}>{text.common.close}</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={close} title={text.stations.add} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <TextInput label={text.stations.identity} description={text.stations.identityHint} required value={identity} onChange={(event) => setIdentity(event.currentTarget.value)} error={add.problem?.problem.field === "identity" ? add.problem.message : undefined} data-autofocus />
          <Select label={text.common.location} description={text.stations.placeHint} placeholder={text.stations.placeNone} clearable value={place} onChange={setPlace} data={(locations.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
          {place === null ? null : (
            <Group grow align="flex-start">
              <NumberInput label={text.stations.evseCount} description={text.stations.evseCountHint} min={1} max={50} value={count} onChange={setCount} />
              <Select label={text.stations.plug} description={text.common.power} allowDeselect={false} value={plug} onChange={(value) => setPlug((value as Plug | null) ?? plug)} data={Object.keys(plugs)} />
            </Group>
          )}
          <Checkbox label={text.stations.password} checked={password} onChange={(event) => setPassword(event.currentTarget.checked)} />
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.stations.create}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
