import { Button, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Evse } from "@cpokit/model";
import { at } from "../api/address.ts";
import { text } from "../texts.ts";
import { DownloadButton } from "./download-button.tsx";

const words = text.locationPage.labels;
const PER_PAGE = ["1", "2", "6", "12", "24"] as const;

/** QR codes to print: of all charging points of a location, of a station's, or of one. */
export function LabelSheet({ location, stationId, evses }: { readonly location: string; readonly stationId?: string; readonly evses: readonly Pick<Evse, "id" | "emi3Id" | "stationId">[] }) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(stationId === undefined ? "" : `station/${stationId}`);
  const [perPage, setPerPage] = useState<(typeof PER_PAGE)[number]>("12");
  const stations = stationId === undefined ? [...new Set(evses.map((evse) => evse.stationId))] : [stationId];
  const query = { perPage, ...(chosen.startsWith("station/") ? { stationId: chosen.slice(8) } : chosen.startsWith("evse/") ? { evseId: chosen.slice(5) } : {}) };
  return (
    <>
      <Button size="xs" variant="default" disabled={evses.length === 0} onClick={() => setOpen(true)}>{words.button}</Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={words.button}>
        <Stack>
          <Text size="sm" c="dimmed">{words.hint}</Text>
          <Select
            label={words.what} allowDeselect={false} searchable value={chosen} onChange={(value) => setChosen((before) => value ?? before)}
            data={[
              ...(stationId === undefined ? [{ value: "", label: words.all }] : []),
              ...stations.map((id) => ({ value: `station/${id}`, label: words.station(id) })),
              ...evses.map(({ id, emi3Id }) => ({ value: `evse/${id}`, label: emi3Id ?? id })),
            ]}
          />
          <Select label={words.perPage} allowDeselect={false} value={perPage} onChange={(value) => setPerPage((before) => PER_PAGE.find((one) => one === value) ?? before)} data={PER_PAGE.map((value) => ({ value, label: words.sizes[value] }))} />
          <DownloadButton address={at("GET /locations/{id}/labels", { path: { id: location }, query })} name={`qr-${stationId ?? location}.pdf`} label={words.save} />
        </Stack>
      </Modal>
    </>
  );
}
