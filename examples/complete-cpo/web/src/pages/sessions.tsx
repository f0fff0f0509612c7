import { Group, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import { useAll } from "../api/use-api.ts";
import { useSessionList } from "../api/use-live-list.ts";
import { SessionIcon } from "../icons.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { Section } from "../parts/section.tsx";
import { SessionInbox } from "../parts/session-inbox.tsx";
import { SessionMonths } from "../parts/session-months.tsx";
import { SessionList } from "../parts/session-rows.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { text } from "../texts.ts";

const STATES = ["all", "running", "ended", "suspect", "unpriced"] as const;
type State = (typeof STATES)[number];

const stateNames: Readonly<Record<State, string>> = { all: text.sessions.any, running: text.sessions.running, ended: text.sessions.ended, suspect: text.sessions.suspect, unpriced: text.sessions.unpriced };

/** All sessions, newest first, found by the server; those that wait for a person with what can be done about them. */
export function Sessions() {
  const [state, setState] = useState<State>(() => stateOf(new URLSearchParams(location.search).get("state")));
  const [place, setPlace] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [token] = useDebouncedValue(typed.trim(), 300);
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const query = { state: state === "all" ? undefined : state, location: place, token };
  const isAll = state === "all" && place === null && token === "";
  const address = at("GET /sessions", { query: { limit: "50", ...query } });
  const sessions = useSessionList(address, (session) => fits(session, { state, place, token }));
  const waits = state === "suspect" || state === "unpriced";

  return (
    <>
      <PageTitle title={text.sessions.title} actions={<DownloadButton address={at("GET /sessions.csv", { query })} name="sessions.csv" label={text.sessions.csv} />} />
      <Stack>
        <Group gap="sm" align="flex-end">
          <Select label={text.common.state} data={STATES.map((value) => ({ value, label: stateNames[value] }))} value={state} onChange={(value) => setState(stateOf(value))} allowDeselect={false} w={{ base: "100%", xs: 200 }} />
          <Select label={text.common.location} placeholder={text.sessions.everywhere} data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={place} onChange={setPlace} searchable clearable w={{ base: "100%", xs: 240 }} />
          <TextInput label={text.common.token} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} w={{ base: "100%", xs: 200 }} />
        </Group>
        <Loaded resource={sessions} rows={8}>
          {({ items }) => items.length === 0
            ? <Empty icon={<SessionIcon size={24} />} title={isAll ? text.sessions.empty : waits ? text.sessions.nothingWaits : text.sessions.none} {...(isAll && { hint: text.sessions.emptyHint })} />
            : (
              <Stack>
                {waits ? <SessionInbox sessions={items} done={sessions.reload} /> : <SessionList sessions={items} />}
              </Stack>
            )}
        </Loaded>
        <Section title={text.sessions.months}><SessionMonths location={place ?? undefined} /></Section>
      </Stack>
    </>
  );
}

function stateOf(value: string | null): State {
  return STATES.find((state) => state === value) ?? "all";
}

/** Whether a session that changed belongs into the list that is shown. */
function fits(session: SessionView, { state, place, token }: { readonly state: State; readonly place: string | null; readonly token: string }): boolean {
  if (place !== null && session.locationId !== place) return false;
  if (token !== "" && session.token?.value.toLowerCase() !== token.toLowerCase()) return false;
  const isOver = session.lifecycle === "ended";
  switch (state) {
    case "all":
      return true;
    case "running":
      return session.lifecycle === "active" || session.lifecycle === "ending";
    case "ended":
      return isOver;
    case "suspect":
      return isOver && (session.review === "suspect" || session.settlement === "held");
    case "unpriced":
      return isOver && session.settlement === "unpriced";
  }
}
