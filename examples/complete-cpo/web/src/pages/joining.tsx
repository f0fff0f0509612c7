import { Button, Code, Group, Modal, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { RegistrationTokenView } from "../../../src/wire/fleet.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { age, dateTime, localZone } from "../format.ts";
import { JoinIcon, PlusIcon } from "../icons.tsx";
import { CopyField } from "../parts/copy-field.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { PageTitle, ProblemAlert } from "../parts/states.tsx";
import { go } from "../router.tsx";
import { useLocationNames } from "../parts/names.ts";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { care } from "../texts/care.ts";

type Token = z.infer<typeof RegistrationTokenView>;
interface Made {
  readonly token: Token;
  readonly secret: string;
}
const words = care.joining;

/** How stations come in: secrets with which they enter themselves, and those that nobody knows. */
export function Joining() {
  const locationName = useLocationNames();
  const [turn, setTurn] = useState(0);
  const [adding, setAdding] = useState(false);
  const act = useAction();
  const adopt = useAction();
  const again = (): void => setTurn((before) => before + 1);
  async function take(identity: string): Promise<void> {
    const answer = await adopt.run(at("POST /stations/adopt"), { identity });
    if (answer !== undefined) go(`/stations/${encodeURIComponent(answer.station.id)}`);
  }
  return (
    <>
      <PageTitle title={words.title} />
      <Stack>
        <ProblemAlert problem={act.problem ?? adopt.problem} />
        <Section title={words.tokens} actions={<Button size="xs" leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{words.add}</Button>}>
          <Text size="sm" c="dimmed">{words.tokensHint}</Text>
          <PagedList key={`tokens ${turn}`} address={at("GET /registration-tokens", { query: { limit: "50" } })} icon={<JoinIcon size={24} />} empty={words.noTokens}>
            {(items) => (
              <Rows
                label={words.tokens}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  { title: words.id, cell: ({ id }) => <Code>{id}</Code> },
                  { title: words.ends, cell: ({ expiresAt }) => <Text size="sm" title={dateTime(expiresAt, localZone)}>{age(expiresAt)}</Text> },
                  { title: words.left, cell: ({ usesLeft }) => String(usesLeft) },
                  { title: words.location, cell: ({ locationId }) => (locationId === undefined ? words.anywhere : locationName(locationId)) },
                  { title: care.by, cell: ({ createdBy }) => createdBy, wideOnly: true },
                  { title: text.common.remove, cell: ({ id }) => <Button size="compact-xs" variant="light" color="red" onClick={() => { if (window.confirm(words.sure)) void act.run(at("DELETE /registration-tokens/{id}", { path: { id } })).then(again); }}>{text.common.remove}</Button>, figures: true },
                ]}
              />
            )}
          </PagedList>
        </Section>
        <Section title={words.attempts}>
          <Text size="sm" c="dimmed">{words.attemptsHint}</Text>
          <PagedList address={at("GET /connection-attempts", { query: { limit: "50" } })} empty={words.noAttempts}>
            {(items) => (
              <Rows
                label={words.attempts}
                items={items}
                keyOf={({ identity }) => identity}
                columns={[
                  { title: words.identity, cell: ({ identity }) => <Code>{identity.slice(0, 80)}</Code> },
                  { title: text.common.reason, cell: ({ problem, reason }) => said.refusal({ problem, reason }) },
                  { title: words.times, cell: ({ count }) => String(count) },
                  { title: words.last, cell: ({ lastAt }) => age(lastAt) },
                  { title: words.address, cell: ({ remoteAddress }) => remoteAddress ?? "–", wideOnly: true },
                  { title: words.take, cell: ({ identity }) => <Button size="compact-xs" variant="default" loading={adopt.busy} onClick={() => void take(identity)}>{words.take}</Button>, figures: true },
                ]}
              />
            )}
          </PagedList>
        </Section>
      </Stack>
      {adding ? <NewToken close={() => setAdding(false)} done={again} /> : null}
    </>
  );
}

function NewToken({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const [hours, setHours] = useState<number | string>(72);
  const [uses, setUses] = useState<number | string>(10);
  const [locationId, setLocation] = useState<string | null>(null);
  const [made, setMade] = useState<Made>();
  const add = useAction();
  async function submit(): Promise<void> {
    const answer = await add.run(at("POST /registration-tokens"), { hours: Number(hours), uses: Number(uses), ...(locationId === null ? {} : { locationId }) });
    if (answer === undefined) return;
    setMade(answer);
    done();
  }
  return (
    <Modal opened onClose={close} title={words.add}>
      {made === undefined
        ? (
          <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
            <Stack>
              <NumberInput label={words.hours} required min={1} max={8_760} value={hours} onChange={setHours} data-autofocus />
              <NumberInput label={words.uses} required min={1} max={10_000} allowDecimal={false} value={uses} onChange={setUses} />
              <Select label={words.location} placeholder={words.anywhere} clearable searchable data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={locationId} onChange={setLocation} />
              <ProblemAlert problem={add.problem} />
              <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{words.add}</Button></Group>
            </Stack>
          </form>
        )
        : <Stack><Text size="sm">{words.once}</Text><CopyField label={words.secret} value={made.secret} /><Group justify="flex-end"><Button onClick={close}>{text.common.close}</Button></Group></Stack>}
    </Modal>
  );
}
