import { Anchor, Badge, Button, Code, Group, Modal, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at } from "../api/address.ts";
import type { NewTenant } from "../../../src/wire/tenant.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { PlusIcon, TenantIcon } from "../icons.tsx";
import { CopyField } from "../parts/copy-field.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

/** The other CPOs of this process. */
export function Tenants() {
  const tenants = useApi(at("GET /tenants", { query: { limit: "200" } }));
  const change = useAction();
  const [adding, setAdding] = useState(false);
  const writes = may("tenants:write");
  return (
    <>
      <PageTitle title={text.tenants.title} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.tenants.add}</Button> : null} />
      <Stack>
        <ProblemAlert problem={change.problem} />
        <Loaded resource={tenants}>
          {({ items }) => items.length === 0
            ? <Empty icon={<TenantIcon size={24} />} title={text.tenants.empty} hint={text.tenants.emptyHint} />
            : (
              <Rows
                label={text.tenants.title}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  { title: text.tenants.id, cell: ({ id, path }) => <Anchor href={path} fw={600} size="sm">{id}</Anchor> },
                  { title: text.tenants.hosts, cell: ({ hosts }) => (hosts.length === 0 ? "–" : hosts.join(", ")) },
                  { title: text.tenants.stations, cell: ({ ocppPath }) => <Code style={{ overflowWrap: "anywhere" }}>{ocppPath}</Code> },
                  { title: text.common.state, cell: ({ disabled }) => (disabled ? <Badge color="red">{text.tenants.stopped}</Badge> : <Badge color="teal">{text.tenants.runs}</Badge>) },
                  { title: "", cell: ({ id, disabled }) => (writes ? <Button size="compact-xs" variant="light" color={disabled ? "teal" : "red"} onClick={() => { if (disabled || window.confirm(text.tenants.stopSure(id))) void change.run(at("PATCH /tenants/{id}", { path: { id } }), { disabled: !disabled }).then(tenants.reload); }}>{disabled ? text.tenants.start : text.tenants.stop}</Button> : null), figures: true },
                ]}
              />
            )}
        </Loaded>
      </Stack>
      {adding ? <AddTenant close={() => setAdding(false)} done={tenants.reload} /> : null}
    </>
  );
}

function AddTenant({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const [hosts, setHosts] = useState<string[]>([]);
  const [made, setMade] = useState<NewTenant>();
  const add = useAction();
  const error = (field: string): string | undefined => (add.problem?.problem.field === field ? add.problem.message : undefined);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const tenant = await add.run(at("POST /tenants"), { id: id.trim(), name: name.trim(), ...(hosts.length === 0 ? {} : { hosts }) });
    if (tenant === undefined) return;
    setMade(tenant);
    done();
  }

  if (made !== undefined) {
    return (
      <Modal opened onClose={close} title={text.tenants.made(made.tenant.id)}>
        <Stack>
          <Text size="sm">{text.tenants.once}</Text>
          <CopyField label={text.signIn.label} value={made.operatorKey} />
          <CopyField label={text.tenants.address} value={`${location.origin}${made.tenant.path}`} />
          <Group justify="flex-end"><Button onClick={close}>{text.common.close}</Button></Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={close} title={text.tenants.add}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput label={text.tenants.id} description={text.tenants.idHint} required value={id} onChange={(event) => setId(event.currentTarget.value)} error={error("id")} data-autofocus />
          <TextInput label={text.settings.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} error={error("name")} />
          <TagsInput label={text.tenants.hosts} description={text.tenants.hostsHint} value={hosts} onChange={setHosts} error={error("hosts")} />
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
