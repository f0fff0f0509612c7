import { Badge, Button, Group, Modal, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { DriverSummary } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { PlusIcon, UserIcon } from "../icons.tsx";
import { KeptMails } from "../parts/kept-mails.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { Rows } from "../parts/rows.tsx";
import { PageTitle, ProblemAlert } from "../parts/states.tsx";
import { go, Link } from "../router.tsx";
import { useGroupNames } from "../parts/names.ts";
import { text } from "../texts.ts";
import { customers } from "../texts/customers.ts";

/** Who has an account. */
export function Drivers() {
  const [typed, setTyped] = useState("");
  const [query] = useDebouncedValue(typed.trim(), 250);
  const [adding, setAdding] = useState(false);
  const groupName = useGroupNames();
  const address = at("GET /drivers", { query: { limit: "50", q: query } });
  return (
    <>
      <PageTitle title={customers.drivers} actions={<>{may("settings:read") ? <KeptMails /> : null}{may("drivers:write") ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{customers.add}</Button> : null}</>} />
      <Stack>
        <TextInput label={text.common.search} placeholder={customers.search} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} maw={420} />
        <PagedList key={address} address={address} icon={<UserIcon size={24} />} empty={customers.empty} hint={customers.emptyHint}>
          {(items) => (
            <Rows
              label={customers.drivers} items={items} keyOf={({ id }) => id} to={({ id }) => `/drivers/${id}`}
              columns={[
                { title: customers.name, cell: ({ id, name }) => <Link to={`/drivers/${id}`} fw={600} size="sm">{name}</Link> },
                { title: text.common.state, cell: (driver) => <DriverState driver={driver} /> },
                { title: customers.kind, cell: ({ kind }) => customers.kinds[kind] },
                { title: customers.email, cell: ({ email }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{email ?? "–"}</Text> },
                { title: customers.group, cell: ({ group }) => (group === undefined ? "–" : groupName(group)) },
                { title: customers.phone, cell: ({ phone }) => phone ?? "–", wideOnly: true },
              ]}
            />
          )}
        </PagedList>
      </Stack>
      {adding ? <AddDriver close={() => setAdding(false)} /> : null}
    </>
  );
}

export function DriverState({ driver: { status, madeBy } }: { readonly driver: Pick<DriverSummary, "status" | "madeBy"> }) {
  return (
    <Group gap={6}>
      <Badge color={status === "active" ? "teal" : "red"}>{customers.states[status]}</Badge>
      {madeBy === "driver" ? <Badge color="gray">{customers.bySelf}</Badge> : null}
    </Group>
  );
}

function AddDriver({ close }: { readonly close: () => void }) {
  const [kind, setKind] = useState<string>("person");
  const [given, setGiven] = useState({ name: "", email: "", phone: "", group: "" });
  const [invoiced, setInvoiced] = useState(true);
  const add = useAction();
  const field = (name: keyof typeof given) => ({
    value: given[name], onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setGiven((before) => ({ ...before, [name]: value })); },
    error: add.problem?.problem.field === name ? add.problem.message : undefined,
  });

  async function submit(): Promise<void> {
    const filled = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ""));
    const made = await add.run(at("POST /drivers"), { kind, invoiced, ...filled });
    if (made !== undefined) go(`/drivers/${made.id}`);
  }

  return (
    <Modal opened onClose={close} title={customers.add}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Select label={customers.kind} allowDeselect={false} data={Object.entries(customers.kinds).map(([value, label]) => ({ value, label }))} value={kind} onChange={(next) => setKind(next ?? kind)} />
          <TextInput label={customers.name} required data-autofocus {...field("name")} />
          <TextInput label={customers.email} type="email" {...field("email")} />
          <TextInput label={customers.phone} type="tel" {...field("phone")} />
          <TextInput label={customers.group} {...field("group")} />
          <Switch label={customers.invoiced} description={customers.invoicedHint} checked={invoiced} onChange={(event) => setInvoiced(event.currentTarget.checked)} />
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
