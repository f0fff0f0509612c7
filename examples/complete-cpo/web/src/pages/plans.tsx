import { Badge, Button, Group, Modal, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PlanView } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { decimal, money } from "../format.ts";
import { PlusIcon, TariffIcon } from "../icons.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { Rows } from "../parts/rows.tsx";
import { PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";
import { customers } from "../texts/customers.ts";

/** What drivers can subscribe to. */
export function Plans() {
  const [adding, setAdding] = useState(false);
  const [turn, setTurn] = useState(0);
  const change = useAction<PlanView>();
  const writes = may("tariffs:write");
  const again = (): void => setTurn((before) => before + 1);
  return (
    <>
      <PageTitle title={customers.plans} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{customers.addPlan}</Button> : null} />
      <Stack>
        <ProblemAlert problem={change.problem} />
        <PagedList<PlanView> key={turn} path="/subscription-plans?limit=50" icon={<TariffIcon size={24} />} empty={customers.noPlans} hint={customers.noPlansHint}>
          {(items) => (
            <Rows
              label={customers.plans} items={items} keyOf={({ id }) => id}
              columns={[
                { title: customers.name, cell: ({ name, description }) => <Stack gap={0}><Text size="sm" fw={600}>{name}</Text>{description === undefined ? null : <Text size="xs" c="dimmed" maw={320}>{description}</Text>}</Stack> },
                { title: text.common.state, cell: ({ closed }) => <Badge miw="max-content" color={closed ? "gray" : "teal"}>{closed ? customers.closed : customers.open}</Badge> },
                { title: customers.fee, cell: ({ feeWithTax }) => (feeWithTax === undefined ? customers.free : money(feeWithTax)), figures: true },
                { title: customers.gives, cell: (plan) => effectsOf(plan).join(", ") || "–" },
                { title: customers.leastMonths, cell: ({ leastMonths }) => (leastMonths === 0 ? customers.anyMonth : customers.months(leastMonths)), wideOnly: true },
                { title: "", figures: true, cell: ({ id, closed }) => (writes ? <Button size="compact-xs" variant="light" onClick={() => void change.run(`/subscription-plans/${id}`, { method: "PATCH", body: { closed: !closed } }).then(again)}>{closed ? customers.reopen : customers.close}</Button> : null) },
              ]}
            />
          )}
        </PagedList>
      </Stack>
      {adding ? <AddPlan close={() => setAdding(false)} done={again} /> : null}
    </>
  );
}

function effectsOf({ percentOff, kwhPerMonth, freeParkingMinutes, tariffs }: PlanView): string[] {
  return [
    ...(percentOff === undefined ? [] : [customers.percent(decimal(percentOff))]), ...(kwhPerMonth === undefined ? [] : [customers.kwh(decimal(kwhPerMonth))]),
    ...(freeParkingMinutes === undefined ? [] : [customers.minutes(freeParkingMinutes)]), ...tariffs.map((name) => customers.ownTariff(name)),
  ];
}

const FIELDS = ["name", "description", "currency", "monthlyFee", "vatPercent", "percentOff", "kwhPerMonth", "freeParkingMinutes", "leastMonths"] as const;
const WORDS: ReadonlySet<string> = new Set(["name", "description", "currency"]);
const NUMBERS: ReadonlySet<string> = new Set(["freeParkingMinutes", "leastMonths"]);

function AddPlan({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [given, setGiven] = useState<Partial<Record<(typeof FIELDS)[number], string>>>({ currency: "EUR" });
  const add = useAction<PlanView>();
  const field = (name: (typeof FIELDS)[number]) => ({
    value: given[name] ?? "", onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value })); },
    error: add.problem?.problem.field === name ? add.problem.message : undefined,
  });

  async function submit(): Promise<void> {
    const filled = Object.entries(given).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== "");
    const body = Object.fromEntries(filled.map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : WORDS.has(name) ? value : value.replace(",", ".")]));
    if ((await add.run("/subscription-plans", { body })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={customers.addPlan}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <TextInput label={customers.name} required data-autofocus {...field("name")} />
          <Textarea label={customers.description} autosize minRows={2} {...field("description")} />
          <TextInput label={customers.currency} required maxLength={3} {...field("currency")} />
          <SimpleGrid cols={2} style={{ alignItems: "end" }}>
            <TextInput label={customers.feeNet} inputMode="decimal" {...field("monthlyFee")} />
            <TextInput label={customers.vat} inputMode="decimal" {...field("vatPercent")} />
            <TextInput label={customers.percentOff} inputMode="decimal" {...field("percentOff")} />
            <TextInput label={customers.kwhPerMonth} inputMode="decimal" {...field("kwhPerMonth")} />
            <TextInput label={customers.freeParking} inputMode="numeric" {...field("freeParkingMinutes")} />
            <TextInput label={customers.leastMonths} inputMode="numeric" {...field("leastMonths")} />
          </SimpleGrid>
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
