import { Badge, Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.lists;
const names = text.fleet.list.states;
const STATES = ["synced", "unknown", "unsupported"] as const;

/** Which cards stations know by themselves, and how to bring that in line. */
export function LocalLists() {
  const [state, setState] = useState<(typeof STATES)[number] | null>(null);
  const [turn, setTurn] = useState(0);
  const sync = useAction();
  const commands = may("stations:command");
  return (
    <Stack>
      <Select aria-label={text.common.state} placeholder={text.common.all} clearable w={220} value={state} onChange={setState} data={STATES.map((value) => ({ value, label: names[value] }))} />
      <ProblemAlert problem={sync.problem} />
      <PagedList key={`${state} ${turn}`} address={at("GET /local-lists", { query: { limit: "50", state } })} empty={words.none} hint={words.noneHint}>
        {(items) => (
          <Rows
            label={operating.tabs.localLists} items={items} keyOf={({ stationId }) => stationId}
            columns={[
              { title: text.common.station, cell: ({ stationId }) => <Link to={`/stations/${encodeURIComponent(stationId)}`} size="sm" fw={600}>{stationId}</Link> },
              { title: text.common.state, cell: (list) => <Badge miw="max-content" color={list.state === "synced" ? "teal" : "gray"}>{names[list.state]}</Badge> },
              { title: words.entries, cell: ({ entries }) => String(entries), figures: true },
              { title: words.omitted, cell: ({ omitted }) => String(omitted), figures: true },
              { title: words.synced, cell: ({ syncedAt, version }) => (syncedAt === undefined ? "–" : `${dateTime(syncedAt, localZone)} (${words.version} ${version ?? 0})`) },
              { title: "", figures: true, cell: ({ stationId }) => (commands ? <Button size="compact-xs" variant="light" loading={sync.busy} onClick={() => void sync.run(at("POST /stations/{id}/maintain", { path: { id: stationId } }), { kind: "localList" }).then(() => setTurn((before) => before + 1))}>{words.sync}</Button> : null) },
            ]}
          />
        )}
      </PagedList>
      {commands ? <Changed /> : null}
    </Stack>
  );
}

function Changed() {
  const [given, setGiven] = useState("");
  const [told, setTold] = useState(false);
  const tell = useAction();
  const tokens = given.split(/[\s,;]+/).filter((token) => token !== "");

  async function send(): Promise<void> {
    if ((await tell.run(at("POST /local-lists/sync"), { tokens })) === undefined) return;
    setGiven("");
    setTold(true);
  }

  return (
    <Section title={words.changed}>
      <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{words.changedHint}</Text>
          <Textarea label={words.cards} autosize minRows={2} maw={420} value={given} onChange={(event) => { setGiven(event.currentTarget.value); setTold(false); }} />
          <ProblemAlert problem={tell.problem} />
          <Group><Button type="submit" loading={tell.busy} disabled={tokens.length === 0}>{words.tell}</Button>{told ? <Text size="sm" role="status">{words.told}</Text> : null}</Group>
        </Stack>
      </form>
    </Section>
  );
}
