import { SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { PlanView } from "../../../src/wire/driver.ts";
import { useAction } from "../api/use-action.ts";
import { useDraft } from "../api/use-draft.ts";
import { decimal, money } from "../format.ts";
import { TariffIcon } from "../icons.tsx";
import { FormDialog, OffersPage } from "../parts/offers.tsx";
import { customers } from "../texts/customers.ts";

/** What drivers can subscribe to. */
export function Plans() {
  return (
    <OffersPage<PlanView>
      title={customers.plans} add={customers.addPlan} path="/subscription-plans" permission="tariffs:write" icon={<TariffIcon size={24} />} empty={customers.noPlans} hint={customers.noPlansHint}
      offer={{ isOver: ({ closed }) => closed, field: "closed", over: customers.closed, open: customers.open, end: customers.close, reopen: customers.reopen }}
      columns={[
        { title: customers.name, cell: ({ name, description }) => <Stack gap={0}><Text size="sm" fw={600}>{name}</Text>{description === undefined ? null : <Text size="xs" c="dimmed" maw={320}>{description}</Text>}</Stack> },
        { title: customers.fee, cell: ({ feeWithTax }) => (feeWithTax === undefined ? customers.free : money(feeWithTax)), figures: true },
        { title: customers.gives, cell: (plan) => effectsOf(plan).join(", ") || "–" },
        { title: customers.leastMonths, cell: ({ leastMonths }) => (leastMonths === 0 ? customers.anyMonth : customers.months(leastMonths)), wideOnly: true },
      ]}
      dialog={(close, done) => <AddPlan close={close} done={done} />}
    />
  );
}

function effectsOf({ percentOff, kwhPerMonth, freeParkingMinutes, tariffs }: PlanView): string[] {
  return [
    ...(percentOff === undefined ? [] : [customers.percent(decimal(percentOff))]), ...(kwhPerMonth === undefined ? [] : [customers.kwh(decimal(kwhPerMonth))]),
    ...(freeParkingMinutes === undefined ? [] : [customers.minutes(freeParkingMinutes)]), ...tariffs.map((name) => customers.ownTariff(name)),
  ];
}

type Field = "name" | "description" | "currency" | "monthlyFee" | "vatPercent" | "percentOff" | "kwhPerMonth" | "freeParkingMinutes" | "leastMonths";
const WORDS: ReadonlySet<string> = new Set(["name", "description", "currency"]);
const NUMBERS: ReadonlySet<string> = new Set(["freeParkingMinutes", "leastMonths"]);

function AddPlan({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const add = useAction<PlanView>();
  const { field, filled } = useDraft<Field>({ currency: "EUR" }, add.problem);

  async function submit(): Promise<void> {
    const body = Object.fromEntries(filled().map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : WORDS.has(name) ? value : value.replace(",", ".")]));
    if ((await add.run("/subscription-plans", { body })) === undefined) return;
    done();
    close();
  }

  return (
    <FormDialog title={customers.addPlan} close={close} submit={submit} busy={add.busy} problem={add.problem}>
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
    </FormDialog>
  );
}
