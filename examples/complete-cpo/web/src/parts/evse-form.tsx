import { Button, Group, Modal, NumberInput, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { LocationView } from "../../../src/wire/location.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { ProblemAlert } from "./states.tsx";
import { ValuePicker } from "./value-picker.tsx";

type Evse = LocationView["evses"][number];
type Bay = NonNullable<Evse["bay"]>;

const words = text.locationPage;
const RESTRICTIONS = ["CUSTOMERS", "DISABLED", "EMPLOYEES", "EV_ONLY", "MOTORCYCLES", "PLUGGED", "TAXIS", "TENANTS"];
const VEHICLES = ["MOTORCYCLE", "PERSONAL_VEHICLE", "PERSONAL_VEHICLE_WITH_TRAILER", "VAN", "SEMI_TRACTOR", "RIGID", "TRUCK_WITH_TRAILER", "BUS", "DISABLED"];
const SWITCHES = { restricted: words.onlyFor, roofed: words.roofed, lighting: words.lighting, driveThrough: words.driveThrough } as const;
const LENGTHS = { width: words.bayWidth, length: words.bayLength, maxHeight: words.maxHeight } as const;

/** Where a charging point stands and who can reach it. */
export function EvseForm({ location, evse, close, done }: { readonly location: LocationView; readonly evse: Evse; readonly close: () => void; readonly done: () => void }) {
  const [floorLevel, setFloor] = useState(evse.floorLevel ?? "");
  const [physicalReference, setReference] = useState(evse.physicalReference ?? "");
  const [restrictions, setRestrictions] = useState<readonly string[]>(evse.parkingRestrictions ?? []);
  const [bay, setBay] = useState<Bay>(evse.bay ?? { vehicleTypes: [] });
  const save = useAction();

  async function submit(): Promise<void> {
    const { floorLevel: _floor, physicalReference: _reference, parkingRestrictions: _restrictions, bay: _bay, ...rest } = evse;
    const changed: Evse = {
      ...rest,
      ...(floorLevel === "" ? {} : { floorLevel }), ...(physicalReference === "" ? {} : { physicalReference }),
      ...(restrictions.length === 0 ? {} : { parkingRestrictions: [...restrictions] }), ...(bay.vehicleTypes.length === 0 ? {} : { bay }),
    };
    const body = { ...location, evses: location.evses.map((each) => (each.id === evse.id ? changed : each)) };
    if ((await save.run(at("PUT /locations/{id}", { path: { id: location.id } }), body)) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={words.editPoint(evse.number)} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <SimpleGrid cols={2}>
            <TextInput label={words.reference} maxLength={16} value={physicalReference} onChange={(event) => setReference(event.currentTarget.value)} />
            <TextInput label={words.floor} maxLength={4} value={floorLevel} onChange={(event) => setFloor(event.currentTarget.value)} />
          </SimpleGrid>
          <ValuePicker label={words.restrictions} known={RESTRICTIONS} value={restrictions} change={setRestrictions} />
          <ValuePicker label={words.vehicles} known={VEHICLES} value={bay.vehicleTypes} change={(vehicleTypes) => setBay({ ...bay, vehicleTypes: [...vehicleTypes] })} />
          {bay.vehicleTypes.length === 0 ? null : (
            <>
              <SimpleGrid cols={{ base: 1, sm: 3 }}>
                {Object.entries(LENGTHS).map(([field, label]) => (
                  <NumberInput key={field} label={label} min={0.1} max={100} decimalScale={2} value={bay[field as keyof typeof LENGTHS] ?? ""} onChange={(value) => setBay({ ...bay, [field]: value === "" ? undefined : Number(value) })} />
                ))}
              </SimpleGrid>
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                {Object.entries(SWITCHES).map(([field, label]) => <Switch key={field} label={label} checked={bay[field as keyof typeof SWITCHES] === true} onChange={(event) => setBay({ ...bay, [field]: event.currentTarget.checked })} />)}
              </SimpleGrid>
            </>
          )}
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
