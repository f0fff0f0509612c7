import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { Rows } from "./rows.tsx";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

const words = text.fleet.maintenance.reservations;

/** Places that are kept, and keeping another one. */
export function ReservationList() {
  const address = at("GET /reservations", { query: { limit: "50" } });
  const list = useApi(address);
  const act = useAction();
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search, 250);
  const stations = useApi(at("GET /stations", { query: { limit: "20", state: "online", search: wanted } }));
  const [station, setStation] = useState<string | null>(null);
  const [token, setToken] = useState("");
  const [evse, setEvse] = useState<number | string>("");
  const [minutes, setMinutes] = useState<number | string>(30);
  useReloadOn(["station"], list.reload);

  async function keep(): Promise<void> {
    if (station === null) return;
    await act.run(at("POST /stations/{id}/reservations", { path: { id: station } }), { token: token.trim(), minutes: Number(minutes), ...(evse === "" ? {} : { evse: Number(evse) }) });
    list.reload();
  }

  return (
    <Stack>
      <form onSubmit={(event) => { event.preventDefault(); void keep(); }}>
        <Group align="flex-end" gap="xs">
          <Select label={words.station} searchable searchValue={search} onSearchChange={setSearch} value={station} onChange={setStation} data={(stations.value?.items ?? []).map(({ id, identity }) => ({ value: id, label: identity }))} filter={({ options }) => options} w={200} />
          <NumberInput label={words.evse} min={1} value={evse} onChange={setEvse} w={110} />
          <TextInput label={words.token} value={token} onChange={(event) => setToken(event.currentTarget.value)} w={180} />
          <NumberInput label={words.minutes} min={1} max={10_080} value={minutes} onChange={setMinutes} w={110} />
          <Button type="submit" loading={act.busy} disabled={station === null || token.trim() === ""}>{words.add}</Button>
        </Group>
      </form>
      <ProblemAlert problem={act.problem} />
      <Loaded resource={list}>{({ items }) => items.length === 0 ? <Empty title={words.none} /> : (
        <>
          <Rows
            label={text.fleet.maintenance.tabs.reservations} items={items} keyOf={(each) => each.id}
            columns={[
              { title: words.station, cell: (each) => <Link to={`/stations/${encodeURIComponent(each.stationId)}`} size="sm" fw={600}>{`${each.stationId}${each.evse === undefined ? "" : ` · ${text.common.evse} ${each.evse}`}`}</Link> },
              { title: words.token, cell: (each) => each.token },
              { title: words.until, cell: (each) => dateTime(each.until, localZone) },
              { title: text.common.state, cell: (each) => <Text size="sm">{said.reservation(each)}</Text> },
              { title: words.cancel, cell: (each) => (each.state === "active" || each.state === "requested" ? <Button size="xs" variant="default" loading={act.busy} onClick={() => void act.run(at("POST /stations/{id}/reservations/{number}/cancel", { path: { id: each.stationId, number: String(each.number) } })).then(list.reload)}>{words.cancel}</Button> : null) },
            ]}
          />
        </>
      )}</Loaded>
    </Stack>
  );
}
