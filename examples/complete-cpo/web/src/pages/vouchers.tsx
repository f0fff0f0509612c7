import { Badge, Button, Group, Modal, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { LoyaltyRules, VoucherView } from "../../../src/wire/voucher.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, decimal, localZone, money } from "../format.ts";
import { PlusIcon, VoucherIcon } from "../icons.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";
import { customers } from "../texts/customers.ts";

/** Vouchers, and what charging earns. */
export function Vouchers() {
  const [adding, setAdding] = useState(false);
  const [turn, setTurn] = useState(0);
  const change = useAction<VoucherView>();
  const writes = may("billing:write");
  const again = (): void => setTurn((before) => before + 1);
  return (
    <>
      <PageTitle title={customers.vouchers} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{customers.addVoucher}</Button> : null} />
      <Stack>
        <ProblemAlert problem={change.problem} />
        <PagedList<VoucherView> key={turn} path="/vouchers?limit=50" icon={<VoucherIcon size={24} />} empty={customers.noVouchers} hint={customers.noVouchersHint}>
          {(items) => (
            <Rows
              label={customers.vouchers} items={items} keyOf={({ id }) => id}
              columns={[
                { title: customers.code, cell: ({ id, name }) => <Stack gap={0}><Text size="sm" fw={600} ff="monospace">{id}</Text><Text size="xs" c="dimmed">{name}</Text></Stack> },
                { title: text.common.state, cell: ({ withdrawn }) => <Badge miw="max-content" color={withdrawn ? "gray" : "teal"}>{withdrawn ? customers.withdrawn : customers.open}</Badge> },
                { title: customers.worth, cell: ({ amount, percent, sessions }) => (amount === undefined ? customers.percentOfSessions(decimal(percent ?? "0"), sessions ?? 1) : money(amount)) },
                { title: customers.redeemed, cell: ({ used, uses }) => customers.usedOf(used, uses), figures: true },
                { title: customers.until, cell: ({ validUntil }) => (validUntil === undefined ? "–" : dateTime(validUntil, localZone)) },
                { title: "", figures: true, cell: ({ id, withdrawn }) => (writes ? <Button size="compact-xs" variant="light" onClick={() => void change.run(`/vouchers/${id}`, { method: "PATCH", body: { withdrawn: !withdrawn } }).then(again)}>{withdrawn ? customers.reopen : customers.withdraw}</Button> : null) },
              ]}
            />
          )}
        </PagedList>
        <Points />
      </Stack>
      {adding ? <AddVoucher close={() => setAdding(false)} done={again} /> : null}
    </>
  );
}

const FIELDS = ["code", "name", "amount", "currency", "percent", "sessions", "uses", "validUntil"] as const;
const NUMBERS: ReadonlySet<string> = new Set(["sessions", "uses"]);
const AMOUNTS: ReadonlySet<string> = new Set(["amount", "percent"]);

function AddVoucher({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [given, setGiven] = useState<Partial<Record<(typeof FIELDS)[number], string>>>({ uses: "1", currency: "EUR" });
  const add = useAction<VoucherView>();
  const field = (name: (typeof FIELDS)[number]) => ({
    value: given[name] ?? "", onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value })); },
    error: add.problem?.problem.field === name ? add.problem.message : undefined,
  });

  async function submit(): Promise<void> {
    const filled = Object.entries(given).map(([name, value]) => [name, value.trim()] as const).filter(([name, value]) => value !== "" && (name !== "currency" || (given.amount ?? "") !== ""));
    const body = Object.fromEntries(filled.map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : AMOUNTS.has(name) ? value.replace(",", ".") : name === "validUntil" ? new Date(value).toISOString() : value]));
    if ((await add.run("/vouchers", { body })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={customers.addVoucher}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
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
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Points() {
  const rules = useApi<{ readonly rules?: LoyaltyRules }>("/loyalty-rules");
  return <Section title={customers.points}><Text size="sm" c="dimmed">{customers.pointsHint}</Text><Loaded resource={rules}>{({ rules: set }) => <PointRules key={JSON.stringify(set)} rules={set} changed={rules.reload} />}</Loaded></Section>;
}

function PointRules({ rules, changed }: { readonly rules: LoyaltyRules | undefined; readonly changed: () => void }) {
  const [given, setGiven] = useState({ perKwh: rules?.perKwh ?? "", perUnit: rules?.perUnit ?? "", pointValue: rules?.pointValue ?? "0.01", currency: rules?.currency ?? "EUR" });
  const [active, setActive] = useState(rules?.active ?? false);
  const save = useAction<LoyaltyRules>();
  const field = (name: keyof typeof given) => ({
    value: given[name], onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value.replace(",", ".") })); },
    error: save.problem?.problem.field === name ? save.problem.message : undefined, disabled: !may("billing:write"),
  });

  async function submit(): Promise<void> {
    const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ""));
    if ((await save.run("/loyalty-rules", { method: "PUT", body: { ...filled, active } })) !== undefined) changed();
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Stack>
        <Switch label={customers.pointsActive} checked={active} disabled={!may("billing:write")} onChange={(event) => setActive(event.currentTarget.checked)} />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} style={{ alignItems: "end" }}>
          <TextInput label={customers.perKwh} inputMode="decimal" {...field("perKwh")} />
          <TextInput label={customers.perUnit} inputMode="decimal" {...field("perUnit")} />
          <TextInput label={customers.pointValue} inputMode="decimal" required {...field("pointValue")} />
          <TextInput label={customers.currency} maxLength={3} required {...field("currency")} />
        </SimpleGrid>
        <ProblemAlert problem={save.problem} />
        {may("billing:write") ? <Group><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group> : null}
      </Stack>
    </form>
  );
}
