import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime } from "../format.ts";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.waiting;
const COLORS = { waiting: "blue", offered: "orange", taken: "teal", missed: "gray", left: "gray" } as const;

/** Who waits at a location until a charging point is free, longest first. */
export function WaitingList({ location, timeZone }: { readonly location: string; readonly timeZone: string }) {
  const [token, setToken] = useState("");
  const [told, setTold] = useState<string>();
  const [turn, setTurn] = useState(0);
  const act = useAction();
  const writes = may("locations:write");
  const path = { id: location };

  async function join(): Promise<void> {
    const answer = await act.run(at("POST /locations/{id}/waiting", { path }), { token: token.trim() });
    if (answer === undefined) return;
    setToken("");
    setTold(answer.outcome === "free" ? words.free : words.place(answer.place ?? 1));
    setTurn((before) => before + 1);
  }

  return (
    <Section title={words.title}>
      <PagedList key={turn} address={at("GET /locations/{id}/waiting", { path, query: { limit: "50" } })} empty={words.none}>
        {(items) => (
          <Rows
            label={words.title} items={items} keyOf={({ id }) => id}
            columns={[
              { title: text.common.token, cell: (entry) => <Text size="sm" ff="monospace">{entry.token}</Text> },
              { title: text.common.state, cell: ({ state, offer }) => <Stack gap={2}><Badge miw="max-content" color={COLORS[state]}>{words.states[state]}</Badge>{offer === undefined ? null : <Text size="xs" c="dimmed">{words.offer(`${offer.stationId} · ${text.common.evse} ${offer.evse}`, dateTime(offer.until, timeZone))}</Text>}</Stack> },
              { title: words.since, cell: ({ since }) => dateTime(since, timeZone) },
              { title: "", figures: true, cell: ({ id, state }) => (writes && (state === "waiting" || state === "offered") ? <Button size="compact-xs" variant="light" color="red" loading={act.busy} onClick={() => void act.run(at("DELETE /waiting/{id}", { path: { id } })).then(() => setTurn((before) => before + 1))}>{words.leave}</Button> : null) },
            ]}
          />
        )}
      </PagedList>
      {writes ? (
        <form onSubmit={(event) => { event.preventDefault(); void join(); }}>
          <Group align="flex-end">
            <TextInput label={words.token} required value={token} onChange={(event) => { setToken(event.currentTarget.value); setTold(undefined); }} error={act.problem?.problem.field === "token" ? act.problem.message : undefined} />
            <Button type="submit" variant="light" loading={act.busy} disabled={token.trim() === ""}>{words.add}</Button>
          </Group>
        </form>
      ) : null}
      {told === undefined ? null : <Text size="sm" role="status">{told}</Text>}
      <ProblemAlert problem={act.problem?.problem.field === "token" ? undefined : act.problem} />
    </Section>
  );
}
