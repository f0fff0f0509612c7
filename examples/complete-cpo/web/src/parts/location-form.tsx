import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { LocationView } from "../../../src/wire/location.ts";
import { useAction } from "../api/use-action.ts";
import { PlusIcon } from "../icons.tsx";
import { language } from "../language.ts";
import { text } from "../texts.ts";
import { HoursFields, RemoveButton } from "./opening-hours.tsx";
import { ProblemAlert } from "./states.tsx";
import { ValuePicker, valueText } from "./value-picker.tsx";

const words = text.locationPage;
const PARKING = ["ALONG_MOTORWAY", "PARKING_GARAGE", "PARKING_LOT", "ON_DRIVEWAY", "ON_STREET", "UNDERGROUND_GARAGE"];
const FACILITIES = ["HOTEL", "RESTAURANT", "CAFE", "MALL", "SUPERMARKET", "SPORT", "RECREATION_AREA", "NATURE", "MUSEUM", "BIKE_SHARING", "BUS_STOP", "TAXI_STAND", "TRAM_STOP", "METRO_STATION", "TRAIN_STATION", "AIRPORT", "PARKING_LOT", "CARPOOL_PARKING", "FUEL_STATION", "WIFI"];

/** Changes everything about a location but its charging points. */
export function LocationForm({ location, close, done }: { readonly location: LocationView; readonly close: () => void; readonly done: () => void }) {
  const [draft, setDraft] = useState(location);
  const save = useAction();
  const set = (part: Partial<LocationView>): void => setDraft((before) => ({ ...before, ...part }));
  const errorOf = (field: string): string | undefined => (save.problem?.problem.field === field ? save.problem.message : undefined);
  const here = draft.directions?.find((each) => each.language === language)?.text ?? "";

  async function submit(): Promise<void> {
    if ((await save.run(at("PUT /locations/{id}", { path: { id: location.id } }), withoutEmpty(draft))) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={location.name} size="xl">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Switch label={words.published} checked={draft.published !== false} onChange={(event) => set({ published: event.currentTarget.checked })} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {(["name", "address", "postalCode", "city", "country", "timeZone"] as const).map((field) => (
              <TextInput key={field} label={text.locations[field]} required={field !== "postalCode"} value={draft[field] ?? ""} error={errorOf(field)} onChange={(event) => set({ [field]: event.currentTarget.value })} />
            ))}
            {(["latitude", "longitude"] as const).map((field) => (
              <TextInput key={field} label={text.locations[field]} required value={draft.coordinates[field]} error={errorOf(`coordinates.${field}`)} onChange={(event) => set({ coordinates: { ...draft.coordinates, [field]: event.currentTarget.value } })} />
            ))}
            <Select label={words.parkingType} clearable data={PARKING.map((value) => ({ value, label: valueText(value) }))} value={draft.parkingType ?? null} onChange={(value) => set({ parkingType: value ?? undefined })} />
            <TextInput label={words.helpPhone} type="tel" value={draft.helpPhone ?? ""} error={errorOf("helpPhone")} onChange={(event) => set({ helpPhone: event.currentTarget.value })} />
            {(["operator", "owner"] as const).map((role) => (
              <TextInput key={role} label={words[role]} value={draft[role]?.name ?? ""} onChange={(event) => { const name = event.currentTarget.value; set({ [role]: name === "" ? undefined : { ...draft[role], name } }); }} />
            ))}
          </SimpleGrid>
          <ValuePicker label={words.facilities} known={FACILITIES} value={draft.facilities ?? []} change={(facilities) => set({ facilities: [...facilities] })} />
          <Textarea label={words.directions} autosize minRows={2} value={here} onChange={(event) => {
            const written = event.currentTarget.value;
            set({ directions: [...(draft.directions ?? []).filter((each) => each.language !== language), ...(written === "" ? [] : [{ language, text: written }])] });
          }} />
          <HoursFields hours={draft.openingHours ?? { twentyFourSeven: true }} change={(openingHours) => set({ openingHours })} />
          <Switch label={words.whenClosed} checked={draft.chargingWhenClosed !== false} onChange={(event) => set({ chargingWhenClosed: event.currentTarget.checked })} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Switch label={words.green} checked={draft.energyMix?.isGreen === true} onChange={(event) => set({ energyMix: { ...draft.energyMix, isGreen: event.currentTarget.checked } })} />
            <NumberInput label={words.carbon} min={0} value={draft.energyMix?.carbonPerKwh ?? ""} onChange={(value) => set({ energyMix: { ...draft.energyMix, isGreen: draft.energyMix?.isGreen ?? false, carbonPerKwh: value === "" ? undefined : Number(value) } })} />
          </SimpleGrid>
          {(draft.images ?? []).map((image, index) => (
            <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
              <TextInput flex={1} type="url" label={words.pictureUrl} required value={image.url} error={errorOf(`images.${index}.url`)} onChange={(event) => { const url = event.currentTarget.value; set({ images: draft.images?.map((each, at) => (at === index ? { ...each, url, type: typeOf(url) } : each)) }); }} />
              <RemoveButton remove={() => set({ images: draft.images?.filter((_, at) => at !== index) })} />
            </Group>
          ))}
          <Group><Button size="xs" variant="default" leftSection={<PlusIcon size={14} />} onClick={() => set({ images: [...(draft.images ?? []), { url: "", category: "LOCATION", type: "jpeg" }] })}>{words.addPicture}</Button></Group>
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Fields that were emptied are left out: an empty text is no value. */
function withoutEmpty(location: LocationView): LocationView {
  return Object.fromEntries(Object.entries(location).filter(([, value]) => value !== "" && value !== undefined && !(Array.isArray(value) && value.length === 0)).concat([["evses", location.evses]])) as LocationView;
}

function typeOf(url: string): string {
  const ending = /\.(gif|png|svg)(?:$|\?)/i.exec(url)?.[1];
  return ending?.toLowerCase() ?? "jpeg";
}
