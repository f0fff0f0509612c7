import { Button, Card, Group, Modal, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type AnswerOf } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { decimal } from "../format.ts";
import { PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { PagedList } from "./list-page.tsx";
import { RemoveButton } from "./opening-hours.tsx";
import { RowActs, Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

type Agreement = AnswerOf<"GET /revenue-agreements">["items"][number];
type Kind = keyof Agreement["parties"][number]["shares"];
interface Party {
  readonly id: string;
  /** As typed, by kind of revenue; `otherwise` is for every kind that has none of its own. */
  readonly shares: Readonly<Partial<Record<Kind | "otherwise", string>>>;
}

const KINDS = ["energy", "time", "parking", "fixed", "reservation", "idle", "other"] as const satisfies readonly Kind[];

/** Which part of the revenue of a location belongs to whom, by kind where that was agreed. */
export function RevenueAgreements() {
  const [turn, setTurn] = useState(0);
  const [edited, setEdited] = useState<Agreement | "new">();
  const act = useAction();
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const nameOf = (id: string): string => places.value?.items.find((each) => each.id === id)?.name ?? id;
  const again = (): void => setTurn((before) => before + 1);
  const writes = may("billing:write");
  return (
    <Section title={books.agreements} actions={writes ? <Button size="xs" variant="default" onClick={() => setEdited("new")}>{books.agree}</Button> : null}>
      <Text size="sm" c="dimmed">{books.agreementsHint}</Text>
      <ProblemAlert problem={act.problem} />
      <PagedList key={turn} address={at("GET /revenue-agreements", { query: { limit: "50" } })} empty={books.noAgreements}>
        {(items) => (
          <Rows
            label={books.agreements} items={items} keyOf={({ location }) => location}
            columns={[
              { title: text.common.location, cell: ({ location }) => <Text size="sm" fw={600}>{nameOf(location)}</Text> },
              { title: books.shares, cell: ({ parties }) => <Stack gap={2}>{parties.map((party) => <Text key={party.id} size="sm" className="figures">{`${party.id}: ${sharesOf(party)}`}</Text>)}</Stack> },
              {
                title: "", figures: true, cell: (agreement) => writes
                  ? <RowActs><Button size="compact-xs" variant="light" onClick={() => setEdited(agreement)}>{text.common.edit}</Button><Button size="compact-xs" variant="subtle" color="red" loading={act.busy} onClick={() => void act.run(at("DELETE /revenue-agreements/{id}", { path: { id: agreement.location } })).then(again)}>{text.common.remove}</Button></RowActs>
                  : null,
              },
            ]}
          />
        )}
      </PagedList>
      {edited === undefined ? null : <AgreementForm agreement={edited === "new" ? undefined : edited} places={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} close={() => setEdited(undefined)} done={again} />}
    </Section>
  );
}

function AgreementForm({ agreement, places, close, done }: { readonly agreement: Agreement | undefined; readonly places: { value: string; label: string }[]; readonly close: () => void; readonly done: () => void }) {
  const [location, setLocation] = useState(agreement?.location ?? null);
  const [parties, setParties] = useState<readonly Party[]>(() => agreement?.parties.map(({ id, shares, otherwise }) => ({ id, shares: { ...shares, ...(otherwise === undefined ? {} : { otherwise }) } })) ?? [{ id: "host/", shares: { otherwise: "10" } }]);
  const save = useAction();
  const change = (place: number, next: Partial<Party>): void => setParties(parties.map((party, number) => (number === place ? { ...party, ...next } : party)));

  async function submit(): Promise<void> {
    if (location === null) return;
    const body = { location, parties: parties.map(({ id, shares: { otherwise, ...byKind } }) => ({ id: id.trim(), shares: filled(byKind), ...filled({ otherwise }) })) };
    if ((await save.run(at("PUT /revenue-agreements"), body)) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={books.agreements} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Select label={text.common.location} required searchable disabled={agreement !== undefined} data={places} value={location} onChange={setLocation} />
          <Text size="sm" c="dimmed">{books.sharesHint}</Text>
          {parties.map((party, place) => (
            <Card key={place} withBorder padding="sm">
              <Stack gap="sm">
                <Group align="flex-end" wrap="nowrap">
                  <TextInput label={books.payeeId} placeholder="host/…" required flex={1} value={party.id} onChange={(event) => change(place, { id: event.currentTarget.value })} />
                  <TextInput label={books.otherwise} inputMode="decimal" w={130} value={party.shares.otherwise ?? ""} onChange={(event) => change(place, { shares: { ...party.shares, otherwise: event.currentTarget.value } })} />
                  {parties.length === 1 ? null : <RemoveButton remove={() => setParties(parties.filter((_, number) => number !== place))} />}
                </Group>
                <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs" style={{ alignItems: "end" }}>
                  {KINDS.map((kind) => <TextInput key={kind} size="xs" label={books.categories[kind]} inputMode="decimal" value={party.shares[kind] ?? ""} onChange={(event) => change(place, { shares: { ...party.shares, [kind]: event.currentTarget.value } })} />)}
                </SimpleGrid>
              </Stack>
            </Card>
          ))}
          <Group><Button size="xs" variant="default" leftSection={<PlusIcon size={14} />} onClick={() => setParties([...parties, { id: "host/", shares: {} }])}>{books.addPayee}</Button></Group>
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy} disabled={location === null}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** `Energy 20 %, else 10 %`. */
function sharesOf({ shares, otherwise }: Agreement["parties"][number]): string {
  const byKind = KINDS.flatMap((kind) => (shares[kind] === undefined ? [] : [`${books.categories[kind]} ${decimal(shares[kind])} %`]));
  return [...byKind, ...(otherwise === undefined ? [] : [byKind.length === 0 ? `${decimal(otherwise)} %` : books.elseShare(decimal(otherwise))])].join(", ");
}

/** What was typed, without what is empty, with a point where a comma was typed. */
function filled<Name extends string>(shares: Readonly<Partial<Record<Name, string>>>): Partial<Record<Name, string>> {
  return Object.fromEntries(Object.entries<string | undefined>(shares).map(([name, value]) => [name, (value ?? "").trim().replace(",", ".")]).filter(([, value]) => value !== "")) as Partial<Record<Name, string>>;
}
