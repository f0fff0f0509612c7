import { Badge, Button, Group, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { DriverView } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, type Resource } from "../api/use-api.ts";
import { dateTime, localZone, money, periodName } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { DriverCards } from "../parts/driver-cards.tsx";
import { DriverContract } from "../parts/driver-contract.tsx";
import { DriverRewards } from "../parts/driver-rewards.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { go, Link } from "../router.tsx";
import type { PageProps } from "../sections.tsx";
import { useGroupNames } from "../parts/names.ts";
import { text } from "../texts.ts";
import { customers } from "../texts/customers.ts";
import { DriverState } from "./drivers.tsx";

/** One account: who it is, its cards, its subscription and its invoices. */
export function DriverPage({ id }: PageProps) {
  const driver = useApi(at("GET /drivers/{id}", { path: { id } }));
  return <Loaded resource={driver} rows={8}>{(value) => <Account driver={value} resource={driver} />}</Loaded>;
}

function Account({ driver, resource }: { readonly driver: DriverView; readonly resource: Resource<DriverView> }) {  const groupName = useGroupNames();

  const act = useAction();
  const writes = may("drivers:write");
  const blocked = driver.status === "blocked";

  async function setBlocked(): Promise<void> {
    if (!blocked && !window.confirm(customers.blockSure(driver.name))) return;
    if ((await act.run(at("PATCH /drivers/{id}", { path: { id: driver.id } }), { blocked: !blocked })) !== undefined) resource.reload();
  }

  async function remove(): Promise<void> {
    if (window.confirm(customers.removeSure(driver.name)) && (await act.run(at("DELETE /drivers/{id}", { path: { id: driver.id } }))) !== undefined) go("/drivers");
  }

  return (
    <>
      <PageTitle
        title={driver.name} above={<BackLink to="/drivers" label={customers.drivers} />} badges={<DriverState driver={driver} />}
        actions={writes ? <><Button variant="default" loading={act.busy} onClick={() => void setBlocked()}>{blocked ? customers.unblock : customers.block}</Button><Button variant="subtle" color="red" onClick={() => void remove()}>{customers.remove}</Button></> : null}
      />
      <Stack>
        <ProblemAlert problem={act.problem} />
        <FactList facts={[[customers.kind, customers.kinds[driver.kind]], [customers.email, driver.email], [customers.phone, driver.phone], [customers.group, driver.group === undefined ? undefined : groupName(driver.group)], [customers.since, dateTime(driver.createdAt, localZone)], [customers.customer, driver.customer]]} />
        <DriverCards driver={driver} changed={resource.reload} />
        <DriverContract driver={driver} changed={resource.reload} />
        <DriverRewards driver={driver.id} />
        {writes ? <Details key={JSON.stringify(driver)} driver={driver} changed={resource.reload} /> : null}
        {may("billing:read") ? <Invoices customer={driver.customer} /> : null}
      </Stack>
    </>
  );
}

function Details({ driver, changed }: { readonly driver: DriverView; readonly changed: () => void }) {
  const { address } = driver;
  const [given, setGiven] = useState({
    name: driver.name, email: driver.email ?? "", phone: driver.phone ?? "", group: driver.group ?? "", notes: driver.notes ?? "",
    street: address?.address[0] ?? "", town: address?.address[1] ?? "", country: address?.country ?? "", vatId: address?.vatId ?? "",
  });
  const [invoiced, setInvoiced] = useState(driver.invoiced);
  const save = useAction();
  const field = (name: keyof typeof given, rule: string = name) => ({
    value: given[name], onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value })); },
    error: save.problem?.problem.field === rule ? save.problem.message : undefined,
  });
  const orNull = (value: string): string | null => (value.trim() === "" ? null : value.trim());

  async function submit(): Promise<void> {
    const { name, email, phone, group, notes, street, town, country, vatId } = given;
    const lines = [street, town].map((line) => line.trim()).filter((line) => line !== "");
    const body = {
      name: name.trim(), email: orNull(email), phone: orNull(phone), group: orNull(group), notes: orNull(notes), invoiced,
      address: lines.length === 0 && country.trim() === "" ? null : { ...address, address: lines, country: country.trim().toUpperCase(), ...(vatId.trim() === "" ? {} : { vatId: vatId.trim() }) },
    };
    if ((await save.run(at("PATCH /drivers/{id}", { path: { id: driver.id } }), body)) !== undefined) changed();
  }

  return (
    <Section title={text.common.edit}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: "end" }}>
            <TextInput label={customers.name} required {...field("name")} />
            <TextInput label={customers.email} type="email" {...field("email")} />
            <TextInput label={customers.phone} type="tel" {...field("phone")} />
            <TextInput label={customers.group} {...field("group")} />
            <TextInput label={customers.street} {...field("street")} />
            <TextInput label={customers.town} {...field("town")} />
            <TextInput label={customers.country} description={customers.countryHint} maxLength={2} {...field("country", "address.country")} />
            <TextInput label={customers.vatId} {...field("vatId", "address.vatId")} />
          </SimpleGrid>
          <Textarea label={customers.notes} description={customers.notesHint} autosize minRows={2} maxLength={4_000} {...field("notes")} />
          <Switch label={customers.invoiced} description={customers.invoicedHint} checked={invoiced} onChange={(event) => setInvoiced(event.currentTarget.checked)} />
          <ProblemAlert problem={save.problem} />
          <Group><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Section>
  );
}

function Invoices({ customer }: { readonly customer: string }) {
  const invoices = useApi(at("GET /invoices", { query: { limit: "12", customer } }));
  return (
    <Section title={customers.invoices}>
      <Loaded resource={invoices} rows={2}>
        {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{customers.noInvoices}</Text> : (
          <Stack gap={6}>
            {items.map((invoice) => (
              <Group key={invoice.id} justify="space-between">
                <Group gap="sm"><Link to={`/invoices/${invoice.id}`} size="sm" fw={600}>{invoice.id}</Link><Badge color="gray">{periodName(invoice.period)}</Badge></Group>
                <Text size="sm" className="figures">{money(invoice.payable)}</Text>
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
