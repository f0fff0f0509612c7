import { Card, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { at } from "../api/address.ts";
import type { EnergyView } from "../../../src/wire/energy.ts";
import { onLive } from "../api/live.ts";
import { useApi } from "../api/use-api.ts";
import { number } from "../format.ts";
import { text } from "../texts.ts";
import { EnergyFlow } from "./energy-flow.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

const words = text.siteEnergy;

/** Where the power of a location comes from and goes to now: a picture, and the same as figures. */
export function SiteEnergy({ location, title = words.title, actions }: { readonly location: string; readonly title?: string; readonly actions?: ReactNode }) {
  const energy = useApi(at("GET /locations/{id}/charging/energy", { path: { id: location } }));
  const { change } = energy;
  useEffect(() => onLive("energy", (event) => event.energy.locationId === location && change(() => event.energy)), [change, location]);
  return (
    <Section title={title} actions={actions}>
      <Loaded resource={energy} rows={6}>
        {(value) => (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: "center" }}>
            <EnergyFlow energy={value} />
            <Card padding={0}><Figures energy={value} /></Card>
          </SimpleGrid>
        )}
      </Loaded>
    </Section>
  );
}

function Figures({ energy: { grid, pv, battery, building, cars } }: { readonly energy: EnergyView }) {
  const share = grid.limitKW > 0 ? number((Math.max(0, grid.kW) / grid.limitKW) * 100) : "–";
  return (
    <Table aria-label={words.table}>
      <Table.Tbody>
        <Row name={words.grid} value={grid.kW < 0 ? words.fedIn(kW(-grid.kW)) : words.taken(kW(grid.kW))} note={grid.isMeasured ? undefined : words.addedUp} />
        <Row name={words.limit} value={kW(grid.limitKW)} note={[words.used(share), grid.exportLimitKW === undefined ? undefined : words.exportLimit(kW(grid.exportLimitKW))].filter((part) => part !== undefined).join(", ")} />
        {pv === undefined ? null : <Row name={words.pv} value={pv.kW === undefined ? words.silent : kW(pv.kW)} note={words.most(kW(pv.maxKW))} />}
        {battery === undefined ? null : <Row name={words.battery} value={batteryText(battery)} note={battery.storedKWh === undefined ? undefined : words.stored(number(battery.storedKWh, 0, 1), number(battery.capacityKWh, 0, 1))} />}
        {building === undefined ? null : <Row name={words.building} value={kW(building.kW)} />}
        <Row name={words.cars} value={kW(cars.kW)} note={words.carsNow(cars.charging, cars.connected)} />
      </Table.Tbody>
    </Table>
  );
}

function Row({ name, value, note }: { readonly name: string; readonly value: string; readonly note?: string | undefined }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>{name}</Table.Th>
      <Table.Td ta="right" className="figures"><Stack gap={0}><Text size="sm">{value}</Text>{note === undefined ? null : <Text size="xs" c="dimmed">{note}</Text>}</Stack></Table.Td>
    </Table.Tr>
  );
}

function batteryText({ kW: power }: NonNullable<EnergyView["battery"]>): string {
  if (power === undefined) return words.silent;
  return power < 0 ? words.givesBack(kW(-power)) : words.chargesWith(kW(power));
}

function kW(value: number): string {
  return `${number(value, 1, 1)} kW`;
}
