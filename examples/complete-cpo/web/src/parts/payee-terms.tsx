import { Button, Group, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type AnswerOf } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { decimal } from "../format.ts";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { PagedList } from "./list-page.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

type Terms = AnswerOf<"GET /payout-terms">["items"][number];

const AMOUNTS = ["guarantee", "lease", "cap", "vatPercent"] as const;

/** What was agreed with payees beside their shares. */
export function PayeeTerms() {
  const [turn, setTurn] = useState(0);
  const [given, setGiven] = useState<Partial<Record<"payee" | "currency" | (typeof AMOUNTS)[number], string>>>({ currency: "EUR" });
  const [selfBilling, setSelfBilling] = useState(false);
  const save = useAction();
  const field = (name: keyof typeof given) => ({
    value: given[name] ?? "", onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value })); },
    error: save.problem?.problem.field === name ? save.problem.message : undefined,
  });

  async function submit(): Promise<void> {
    const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, (given[name] ?? "").trim().replace(",", ".")]).filter(([, value]) => value !== ""));
    if ((await save.run(at("PUT /payout-terms"), { ...amounts, payee: `host/${(given.payee ?? "").trim()}`, currency: given.currency ?? "", selfBilling })) !== undefined) setTurn((before) => before + 1);
  }

  return (
    <Section title={books.terms}>
      <Text size="sm" c="dimmed">{books.termsHint}</Text>
      <PagedList key={turn} address={at("GET /payout-terms", { query: { limit: "50" } })} empty={books.noTerms}>
        {(items) => <Stack gap={4}>{items.map((each) => <Text key={each.payee} size="sm">{`${each.payee}: ${wordsOf(each).join(", ") || "–"}`}</Text>)}</Stack>}
      </PagedList>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} style={{ alignItems: "end" }}>
            <TextInput label={books.payeeId} required leftSection="host/" leftSectionWidth={48} {...field("payee")} />
            <TextInput label={books.guarantee} inputMode="decimal" {...field("guarantee")} />
            <TextInput label={books.lease} inputMode="decimal" {...field("lease")} />
            <TextInput label={books.cap} inputMode="decimal" {...field("cap")} />
            <TextInput label={books.taxPercent} inputMode="decimal" {...field("vatPercent")} />
            <TextInput label={books.currency} required maxLength={3} {...field("currency")} />
          </SimpleGrid>
          <Switch label={books.selfBilling} checked={selfBilling} onChange={(event) => setSelfBilling(event.currentTarget.checked)} />
          <ProblemAlert problem={save.problem} />
          <Group><Button type="submit" variant="light" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Section>
  );
}

function wordsOf({ guarantee, lease, cap, vatPercent, currency, selfBilling }: Terms): string[] {
  const money = (label: string, amount: string | undefined): string[] => (amount === undefined ? [] : [`${label} ${decimal(amount)} ${currency}`]);
  return [...money(books.guarantee, guarantee), ...money(books.lease, lease), ...money(books.cap, cap), ...(vatPercent === undefined ? [] : [`${books.taxPercent} ${decimal(vatPercent)}`]), ...(selfBilling ? [books.selfBilling] : [])];
}
