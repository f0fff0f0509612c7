import { Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import type { SessionView } from "../../../src/wire/session.ts";
import { useMore } from "../api/use-more.ts";
import { useSessionList } from "../api/use-live-list.ts";
import { SessionIcon } from "../icons.tsx";
import { SessionList } from "../parts/session-rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

type State = "all" | "running" | "ended";

/** All sessions, newest first; the running ones change as they run. */
export function Sessions() {
  const [state, setState] = useState<State>("all");
  const path = `/sessions?limit=50${state === "all" ? "" : `&state=${state}`}`;
  const sessions = useSessionList(path, (session) => fits(session, state));
  const more = useMore(path, sessions);

  return (
    <>
      <PageTitle title={text.sessions.title} actions={
        <SegmentedControl value={state} onChange={setState} data={[{ value: "all", label: text.sessions.any }, { value: "running", label: text.sessions.running }, { value: "ended", label: text.sessions.ended }]} />
      } />
      <Loaded resource={sessions} rows={8}>
        {({ items, next }) => items.length === 0
          ? <Empty icon={<SessionIcon size={24} />} title={state === "all" ? text.sessions.empty : text.sessions.none} hint={text.sessions.emptyHint} />
          : (
            <Stack>
              <SessionList sessions={items} />
              <ProblemAlert problem={more.problem} />
              {next === undefined ? null : <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>}
            </Stack>
          )}
      </Loaded>
    </>
  );
}

function fits(session: SessionView, state: State): boolean {
  const running = session.lifecycle === "active" || session.lifecycle === "ending";
  return state === "all" || (state === "running" ? running : session.lifecycle === "ended");
}
