import { Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type BodyOf } from "../api/address.ts";
import type { PlanView } from "../../../src/wire/driver.ts";
import { useAction } from "../api/use-action.ts";
import { drafted, useDraft } from "../api/use-draft.ts";
import { decimal, money } from "../format.ts";
import { TariffIcon } from "../icons.tsx";
import { FormDialog, OffersPage } from "../parts/offers.tsx";
import { customers } from "../texts/customers.ts";

/** What drivers can subscribe to. */
export function Plans() {
  return (
    <OffersPage<PlanView>
      title={customers.plans} add={customers.addPlan} list={at("GET /subscription-plans", { query: { limit: "50" } })} permission="tariffs:write" icon={<TariffIcon size={24} />} empty={customers.noPlans} hint={customers.noPlansHint}
      offer={{ isOver: ({ closed }) => closed, turn: (run, { id, closed }) => run(at("PATCH /subscription-plans/{id}", { path: { id } }), { closed: !closed }), over: customers.closed, open: customers.open, end: customers.close, reopen: customers.reopen }}
      columns={[
        { title: customers.name, cell: ({ name, description }) => <Stack gap={0}><Text size="sm" fw={600}>{name}</Text>{description === undefined ? null : <Text size="xs" c="dimmed" maw={320}>{description}</Text>}</Stack> },
        { title: customers.fee, cell: ({ term, feeWithTax }) => (feeWithTax === undefined ? customers.free : customers.feeOf[term](money(feeWithTax))), figures: true },
        { title: customers.gives, cell: (plan) => effectsOf(plan).join(", ") || "–" },
        { title: customers.leastMonths, cell: ({ term, leastMonths }) => (leastMonths === 0 ? customers.anyTerm[term] : customers.months(leastMonths)), wideOnly: true },
      ]}
      dialog={(close, done) => <AddPlan close={close} done={done} />}
    />
  );
}

function effectsOf({ percentOff, kwhPerMonth, kwhPerYear, freeParkingMinutes, tariffs }: PlanView): string[] {
  return [
    ...(percentOff === undefined ? [] : [customers.percent(decimal(percentOff))]), ...(kwhPerMonth === undefined ? [] : [customers.kwh.month(decimal(kwhPerMonth))]), ...(kwhPerYear === undefined ? [] : [customers.kwh.year(decimal(kwhPerYear))]),
    ...(freeParkingMinutes === undefined ? [] : [customers.minutes(freeParkingMinutes)]), ...tariffs.map((name) => customers.ownTariff(name)),
  ];
}

type Term = PlanView["term"];
type Field = keyof BodyOf<"POST /subscription-plans">;
const WORDS: ReadonlySet<string> = new Set(["name", "description", "currency"]);
const NUMBERS: ReadonlySet<string> = new Set(["freeParkingMinutes", "leastMonths"]);

function AddPlan({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const add = useAction();
  const [term, setTerm] = useState<Term>("month");
  const [counted, setCounted] = useState<Term>("month");
  const { field, filled } = useDraft<Field>({ currency: "EUR" }, add.problem);

  async function submit(): Promise<void> {
    const unmeant = counted === "year" ? "kwhPerMonth" : "kwhPerYear";
    const body = Object.fromEntries(filled().filter(([name]) => name !== unmeant).map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : WORDS.has(name) ? value : value.replace(",", ".")]));
    if ((await add.run(at("POST /subscription-plans"), drafted({ term, ...body }))) === undefined) return;
    done();
    close();
  }

  return (
    <FormDialog title={customers.addPlan} close={close} submit={submit} busy={add.busy} problem={add.problem}>
      <TextInput label={customers.name} required data-autofocus {...field("name")} />
      <Textarea label={customers.description} autosize minRows={2} {...field("description")} />
      <TextInput label={customers.currency} required maxLength={3} {...field("currency")} />
      <SimpleGrid cols={2} style={{ alignItems: "end" }}>
        <TermSelect label={customers.term} term={term} choose={(next) => { setTerm(next); setCounted(next); }} />
        <TextInput label={customers.feeNet[term]} inputMode="decimal" {...field("fee")} />
        <TextInput label={customers.vat} inputMode="decimal" {...field("vatPercent")} />
        <TextInput label={customers.percentOff} inputMode="decimal" {...field("percentOff")} />
        <TermSelect label={customers.perTerm} term={counted} choose={setCounted} />
        <TextInput label={customers.freeKwh} inputMode="decimal" {...field(counted === "year" ? "kwhPerYear" : "kwhPerMonth")} />
        <TextInput label={customers.freeParking} inputMode="numeric" {...field("freeParkingMinutes")} />
        <TextInput label={customers.leastMonths} inputMode="numeric" {...field("leastMonths")} />
      </SimpleGrid>
    </FormDialog>
  );
}

function TermSelect({ label, term, choose }: { readonly label: string; readonly term: Term; readonly choose: (term: Term) => void }) {
  return <Select label={label} allowDeselect={false} data={(["month", "year"] as const).map((value) => ({ value, label: customers.terms[value] }))} value={term} onChange={(value) => value !== null && choose(value)} />;
}
