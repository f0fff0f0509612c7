import { Button, Group, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type BodyOf } from "../api/address.ts";
import type { LoyaltyRules, VoucherView } from "../../../src/wire/voucher.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { drafted, useDraft } from "../api/use-draft.ts";
import { dateTime, decimal, localZone, money } from "../format.ts";
import { VoucherIcon } from "../icons.tsx";
import { FormDialog, OffersPage } from "../parts/offers.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";
import { customers } from "../texts/customers.ts";

/** Vouchers, and what charging earns. */
export function Vouchers() {
  return (
    <OffersPage<VoucherView>
      title={customers.vouchers} add={customers.addVoucher} list={at("GET /vouchers", { query: { limit: "50" } })} permission="billing:write" icon={<VoucherIcon size={24} />} empty={customers.noVouchers} hint={customers.noVouchersHint}
      offer={{ isOver: ({ withdrawn }) => withdrawn, turn: (run, { id, withdrawn }) => run(at("PATCH /vouchers/{id}", { path: { id } }), { withdrawn: !withdrawn }), over: customers.withdrawn, open: customers.open, end: customers.withdraw, reopen: customers.reopen }}
      columns={[
        { title: customers.code, cell: ({ id, name }) => <Stack gap={0}><Text size="sm" fw={600} ff="monospace">{id}</Text><Text size="xs" c="dimmed">{name}</Text></Stack> },
        { title: customers.worth, cell: ({ amount, percent, sessions }) => (amount === undefined ? customers.percentOfSessions(decimal(percent ?? "0"), sessions ?? 1) : money(amount)) },
        { title: customers.redeemed, cell: ({ used, uses }) => customers.usedOf(used, uses), figures: true },
        { title: customers.until, cell: ({ validUntil }) => (validUntil === undefined ? "–" : dateTime(validUntil, localZone)) },
      ]}
      dialog={(close, done) => <AddVoucher close={close} done={done} />}
    >
      <Points />
    </OffersPage>
  );
}

type Field = keyof BodyOf<"POST /vouchers">;
const NUMBERS: ReadonlySet<string> = new Set(["sessions", "uses"]);
const AMOUNTS: ReadonlySet<string> = new Set(["amount", "percent"]);

function AddVoucher({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const add = useAction();
  const { given, field, filled } = useDraft<Field>({ uses: "1", currency: "EUR" }, add.problem);

  async function submit(): Promise<void> {
    const meant = filled().filter(([name]) => name !== "currency" || (given.amount ?? "") !== "");
    const body = Object.fromEntries(meant.map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : AMOUNTS.has(name) ? value.replace(",", ".") : name === "validUntil" ? new Date(value).toISOString() : value]));
    if ((await add.run(at("POST /vouchers"), drafted(body))) === undefined) return;
    done();
    close();
  }

  return (
    <FormDialog title={customers.addVoucher} close={close} submit={submit} busy={add.busy} problem={add.problem}>
      <TextInput label={customers.code} required data-autofocus {...field("code")} />
      <TextInput label={customers.name} description={customers.voucherNameHint} required {...field("name")} />
      <Text size="sm" c="dimmed">{customers.worthHint}</Text>
      <SimpleGrid cols={2} style={{ alignItems: "end" }}>
        <TextInput label={customers.amount} inputMode="decimal" {...field("amount")} />
        <TextInput label={customers.currency} maxLength={3} {...field("currency")} />
        <TextInput label={customers.percentOff} inputMode="decimal" {...field("percent")} />
        <TextInput label={customers.sessionsOf} inputMode="numeric" {...field("sessions")} />
        <TextInput label={customers.uses} inputMode="numeric" required {...field("uses")} />
        <TextInput label={customers.until} type="datetime-local" {...field("validUntil")} />
      </SimpleGrid>
    </FormDialog>
  );
}

function Points() {
  const rules = useApi(at("GET /loyalty-rules"));
  return <Section title={customers.points}><Text size="sm" c="dimmed">{customers.pointsHint}</Text><Loaded resource={rules}>{({ rules: set }) => <PointRules key={JSON.stringify(set)} rules={set} changed={rules.reload} />}</Loaded></Section>;
}

function PointRules({ rules, changed }: { readonly rules: LoyaltyRules | undefined; readonly changed: () => void }) {
  const [active, setActive] = useState(rules?.active ?? false);
  const save = useAction();
  const { field, filled } = useDraft<keyof LoyaltyRules>({ perKwh: rules?.perKwh ?? "", perUnit: rules?.perUnit ?? "", pointValue: rules?.pointValue ?? "0.01", currency: rules?.currency ?? "EUR" }, save.problem);
  const disabled = !may("billing:write");

  async function submit(): Promise<void> {
    const rates = Object.fromEntries(filled().map(([name, value]) => [name, value.replace(",", ".")]));
    if ((await save.run(at("PUT /loyalty-rules"), drafted({ ...rates, active }))) !== undefined) changed();
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Stack>
        <Switch label={customers.pointsActive} checked={active} disabled={disabled} onChange={(event) => setActive(event.currentTarget.checked)} />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} style={{ alignItems: "end" }}>
          <TextInput label={customers.perKwh} inputMode="decimal" disabled={disabled} {...field("perKwh")} />
          <TextInput label={customers.perUnit} inputMode="decimal" disabled={disabled} {...field("perUnit")} />
          <TextInput label={customers.pointValue} inputMode="decimal" required disabled={disabled} {...field("pointValue")} />
          <TextInput label={customers.currency} maxLength={3} required disabled={disabled} {...field("currency")} />
        </SimpleGrid>
        <ProblemAlert problem={save.problem} />
        {disabled ? null : <Group><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>}
      </Stack>
    </form>
  );
}
