import { Badge, Button, Code, Group, Modal, MultiSelect, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import type { Permission } from "../../../src/access/permissions.ts";
import { at } from "../api/address.ts";
import type { NewApiKey } from "../../../src/wire/access.ts";
import { may, session } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { KeyIcon, PlusIcon } from "../icons.tsx";
import { CopyField } from "../parts/copy-field.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

const address = at("GET /api-keys", { query: { limit: "100" } });

/** Keys with which programs ask, each with what it may do. */
export function ApiKeys() {
  const keys = useApi(address);
  const remove = useAction();
  const [adding, setAdding] = useState(false);
  const writes = may("users:write");
  return (
    <>
      <PageTitle title={text.apiKeys.title} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.apiKeys.add}</Button> : null} />
      <Stack>
        <ProblemAlert problem={remove.problem} />
        <Loaded resource={keys}>
          {({ items }) => items.length === 0
            ? <Empty icon={<KeyIcon size={24} />} title={text.apiKeys.empty} hint={text.apiKeys.emptyHint} />
            : (
              <>
                <Rows
                  label={text.apiKeys.title}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={[
                    { title: text.account.name, cell: (key) => <Stack gap={2}><Text size="sm" fw={600}>{key.name}</Text><Code>{`${key.prefix}…`}</Code></Stack> },
                    { title: text.apiKeys.permissions, cell: ({ permissions }) => <Text size="xs" maw={360} style={{ overflowWrap: "anywhere" }}>{permissions.join(", ")}</Text> },
                    { title: text.apiKeys.expires, cell: (key) => key.expired ? <Badge color="red">{text.apiKeys.expired}</Badge> : key.expiresAt === undefined ? text.apiKeys.never : dateTime(key.expiresAt, localZone) },
                    { title: text.apiKeys.lastUsed, cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? text.apiKeys.unused : dateTime(lastUsedAt, localZone)) },
                    { title: text.apiKeys.createdBy, cell: ({ createdBy }) => createdBy, wideOnly: true },
                    { title: "", cell: (key) => writes ? <Button size="compact-xs" variant="light" color="red" onClick={() => { if (window.confirm(text.apiKeys.removeSure(key.name))) void remove.run(at("DELETE /api-keys/{id}", { path: { id: key.id } })).then(keys.reload); }}>{text.common.remove}</Button> : null, figures: true },
                  ]}
                />
              </>
            )}
        </Loaded>
      </Stack>
      {adding ? <AddKey close={() => setAdding(false)} done={keys.reload} /> : null}
    </>
  );
}

function AddKey({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<Permission[]>([]);
  const [days, setDays] = useState<string>("365");
  const [made, setMade] = useState<NewApiKey>();
  const add = useAction();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const key = await add.run(at("POST /api-keys"), { name: name.trim(), permissions, ...(days === "" ? {} : { expiresInDays: Number(days) }) });
    if (key === undefined) return;
    setMade(key);
    done();
  }

  if (made !== undefined) {
    return (
      <Modal opened onClose={close} title={made.key.name}>
        <Stack><Text size="sm">{text.apiKeys.once}</Text><CopyField label={text.apiKeys.key} value={made.secret} /><Group justify="flex-end"><Button onClick={close}>{text.common.close}</Button></Group></Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={close} title={text.apiKeys.add}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput label={text.account.name} description={text.apiKeys.nameHint} required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <MultiSelect label={text.apiKeys.permissions} description={text.apiKeys.permissionsHint} required searchable clearable value={permissions} onChange={setPermissions} data={[...(session()?.permissions ?? [])]} maxDropdownHeight={240} />
          <Select label={text.apiKeys.expires} allowDeselect={false} value={days} onChange={(chosen) => setDays(chosen ?? days)} data={[{ value: "30", label: text.apiKeys.days(30) }, { value: "90", label: text.apiKeys.days(90) }, { value: "365", label: text.apiKeys.days(365) }, { value: "", label: text.apiKeys.never }]} />
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy} disabled={permissions.length === 0}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
