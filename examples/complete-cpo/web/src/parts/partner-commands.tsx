import { Badge, Button, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type AnswerOf, type BodyOf } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { drafted } from "../api/use-draft.ts";
import { dateTime, localZone } from "../format.ts";
import { operating } from "../texts/operating.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.partnerCommands;
type Request = BodyOf<"POST /partners/{id}/commands">;
type Kind = Request["command"];
type Sent = AnswerOf<"GET /partners/{id}/commands">["items"][number];
type Field = "tokenId" | "locationId" | "evseUid" | "connectorId" | "sessionId" | "reservationId";

/** What each command is about; fields with a question mark may be left empty. */
const FIELDS: Readonly<Record<Kind, readonly (Field | `${Field}?`)[]>> = {
  start: ["tokenId", "locationId", "evseUid?", "connectorId?"], stop: ["sessionId"], reserve: ["tokenId", "locationId", "evseUid?"], cancelReservation: ["reservationId"], unlock: ["locationId", "evseUid", "connectorId"],
};
const LABELS: Readonly<Record<Field, string>> = { tokenId: words.token, locationId: words.location, evseUid: words.evse, connectorId: words.connector, sessionId: words.session, reservationId: words.reservation };
const KINDS = Object.keys(FIELDS) as Kind[];

/** Commands for the stations of a partner, given for our own drivers, and what came of them. */
export function PartnerCommands({ id, isConnected }: { readonly id: string; readonly isConnected: boolean }) {
  const [turn, setTurn] = useState(0);
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <PagedList key={turn} address={at("GET /partners/{id}/commands", { path: { id }, query: { limit: "10" } })} empty={words.none}>
        {(items) => (
          <Rows
            label={words.title} items={items} keyOf={(command) => command.id}
            columns={[
              { title: words.command, cell: ({ command }) => <Text size="sm" fw={600}>{command}</Text> },
              { title: words.sent, cell: ({ sentAt }) => dateTime(sentAt, localZone) },
              { title: words.answer, cell: ({ response, trouble }) => <Text size="sm">{response ?? trouble ?? "–"}</Text> },
              { title: words.outcome, cell: (command) => <Outcome command={command} /> },
            ]}
          />
        )}
      </PagedList>
      {isConnected && may("roaming:write") ? <Send id={id} done={() => setTurn((before) => before + 1)} /> : null}
    </Section>
  );
}

function Outcome({ command: { results, timedOut, response } }: { readonly command: Sent }) {
  const last = results.at(-1);
  if (last !== undefined) return <Badge miw="max-content" color={last.result === "ACCEPTED" ? "teal" : "orange"}>{last.result}</Badge>;
  if (timedOut) return <Badge miw="max-content" color="orange">{words.timedOut}</Badge>;
  return response === "ACCEPTED" ? <Badge miw="max-content" color="blue">{words.waits}</Badge> : "–";
}

function Send({ id, done }: { readonly id: string; readonly done: () => void }) {
  const [kind, setKind] = useState<Kind>("start");
  const [given, setGiven] = useState<Partial<Record<Field, string>>>({});
  const [minutes, setMinutes] = useState<number | string>(30);
  const send = useAction();
  const fields = FIELDS[kind].map((field) => ({ name: field.replace("?", "") as Field, required: !field.endsWith("?") }));

  async function submit(): Promise<void> {
    const filled = Object.fromEntries(fields.map(({ name }) => [name, (given[name] ?? "").trim()]).filter(([, value]) => value !== ""));
    if ((await send.run(at("POST /partners/{id}/commands", { path: { id } }), drafted<Request>({ command: kind, ...filled, ...(kind === "reserve" ? { minutes: Number(minutes) } : {}) }))) !== undefined) done();
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Stack gap="xs">
        <Group align="flex-end">
          <NativeSelect label={words.command} value={kind} onChange={(event) => { const { value } = event.currentTarget; setKind((before) => KINDS.find((each) => each === value) ?? before); }} data={KINDS.map((value) => ({ value, label: words.kinds[value] }))} />
          {fields.map(({ name, required }) => <TextInput key={name} label={LABELS[name]} required={required} value={given[name] ?? ""} onChange={(event) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value })); }} error={send.problem?.problem.field === name ? send.problem.message : undefined} />)}
          {kind === "reserve" ? <NumberInput label={words.minutes} required min={1} w={110} value={minutes} onChange={setMinutes} /> : null}
          <Button type="submit" variant="light" loading={send.busy}>{words.send}</Button>
        </Group>
        <ProblemAlert problem={send.problem} />
      </Stack>
    </form>
  );
}
