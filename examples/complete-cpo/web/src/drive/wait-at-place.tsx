import { Button, Card, Group, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { DriverWaits } from "../../../src/wire/driver-account.ts";
import type { PublicLocation } from "../../../src/wire/public-location.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { power } from "../format.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { valueText } from "../parts/value-picker.tsx";
import { Link } from "../router.tsx";
import { account as words } from "../texts/account.ts";
import { drive } from "../texts/drive.ts";
import { useDriver } from "./account/use-driver.ts";

/** Asks to be told when a charging point of a place is free that fits the car. */
export function WaitAtPlace({ place }: { readonly place: PublicLocation }) {
  const driver = useDriver();
  if (driver === undefined) return null;
  return (
    <Card component="section">
      <Stack gap="xs">
        <Title order={2} size="h4">{words.waitHere}</Title>
        {driver.account === undefined ? <Stack gap={4}><Text size="sm">{words.waitSignIn}</Text><Link to="/drive/account" size="sm">{words.signIn}</Link></Stack> : <Wish place={place} />}
      </Stack>
    </Card>
  );
}

function Wish({ place: { id, evses } }: { readonly place: PublicLocation }) {
  const waits = useApi(at("GET /public/account/waits"));
  const act = useAction();
  const [standard, setStandard] = useState<string | null>(null);
  const [least, setLeast] = useState<string | null>(null);
  if (waits.value === undefined) return <ProblemAlert problem={waits.problem} />;
  const waiting = waits.value.locations.find((wait) => wait.id === id);
  const plugs = evses.flatMap(({ connectors }) => connectors);
  const standards = [...new Set(plugs.map((plug) => plug.standard))].sort();
  const powers = [...new Set(plugs.map((plug) => plug.maxPowerW))].sort((a, b) => a - b);
  const fitting = evses.filter(({ connectors }) => connectors.some((plug) => (standard === null || plug.standard === standard) && plug.maxPowerW >= Number(least ?? 0)));
  const isFree = fitting.some(({ state }) => state === "available");

  async function take(asked: Promise<DriverWaits | undefined>): Promise<void> {
    const next = await asked;
    if (next !== undefined) waits.change(() => next);
  }

  if (waiting !== undefined) {
    const plug = [...(waiting.standard === undefined ? [] : [valueText(waiting.standard)]), ...(waiting.minPowerW === undefined ? [] : [drive.drive.atLeast(waiting.minPowerW / 1_000)])].join(", ");
    return (
      <>
        <Text size="sm" role="status">{words.waitingHere(plug === "" ? words.anyPlug : plug)}</Text>
        <Group><Button variant="default" loading={act.busy} onClick={() => void take(act.run(at("DELETE /public/account/location-waits/{id}", { path: { id } })))}>{words.waitNoLonger}</Button></Group>
        <ProblemAlert problem={act.problem} />
      </>
    );
  }
  return (
    <>
      <Group grow align="flex-end">
        {standards.length < 2 ? null : <Select label={drive.drive.plug} placeholder={drive.drive.any} clearable data={standards.map((value) => ({ value, label: valueText(value) }))} value={standard} onChange={setStandard} />}
        {powers.length < 2 ? null : <Select label={drive.drive.power} placeholder={drive.drive.any} clearable data={powers.map((value) => ({ value: String(value), label: power(value) }))} value={least} onChange={setLeast} />}
      </Group>
      <Group>
        <Button variant="default" disabled={isFree || fitting.length === 0} loading={act.busy} onClick={() => void take(act.run(at("PUT /public/account/location-waits/{id}", { path: { id } }), { ...(standard === null ? {} : { standard }), ...(least === null ? {} : { minPowerW: Number(least) }) }))}>{words.tellMeHere}</Button>
      </Group>
      <Text size="xs" c="dimmed" role="status">{fitting.length === 0 ? words.noSuchPlug : isFree ? words.freeNow : words.tellMePlaceHint}</Text>
      <ProblemAlert problem={act.problem} />
    </>
  );
}
