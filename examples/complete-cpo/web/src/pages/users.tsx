import { Badge, Button, Checkbox, Group, Menu, Modal, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at, type BodyOf } from "../api/address.ts";
import { ROLES, type Role } from "../../../src/access/permissions.ts";
import type { UserView, UserWithPassword } from "../../../src/wire/access.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useAll, useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { PlusIcon, UserIcon } from "../icons.tsx";
import { CopyField } from "../parts/copy-field.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { useLocationNames } from "../parts/names.ts";
import { text } from "../texts.ts";

const address = at("GET /users", { query: { limit: "100" } });

/** People with accounts, their roles, and the locations that they are limited to. */
export function Users() {
  const locationName = useLocationNames();
  const users = useApi(address);
  const change = useAction();
  const [edited, setEdited] = useState<UserView | "new">();
  const [shown, setShown] = useState<UserWithPassword>();
  const writes = may("users:write");

  async function act({ id }: UserView, body: BodyOf<"PATCH /users/{id}">): Promise<void> {
    const done = await change.run(at("PATCH /users/{id}", { path: { id } }), body);
    if (done === undefined) return;
    if (done.password !== undefined) setShown(done);
    users.reload();
  }

  async function remove({ id }: UserView): Promise<void> {
    if ((await change.run(at("DELETE /users/{id}", { path: { id } }))) !== undefined) users.reload();
  }

  return (
    <>
      <PageTitle title={text.users.title} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setEdited("new")}>{text.users.add}</Button> : null} />
      <Stack>
        <ProblemAlert problem={change.problem} />
        <Loaded resource={users}>
          {({ items }) => items.length === 0
            ? <Empty icon={<UserIcon size={24} />} title={text.users.empty} hint={text.users.emptyHint} />
            : (
              <>
                <Rows
                  label={text.users.title}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={[
                    { title: text.account.name, cell: (user) => <Stack gap={0}><Text size="sm" fw={600}>{user.fullName ?? user.name}</Text>{user.fullName === undefined ? null : <Text size="xs" c="dimmed">{user.name}</Text>}</Stack> },
                    { title: text.users.roles, cell: ({ roles }) => <Group gap={4}>{roles.map((role) => <Badge key={role}>{text.users.role[role]}</Badge>)}</Group> },
                    { title: text.users.locations, cell: ({ locations }) => (locations === undefined ? text.users.allLocations : locations.map(locationName).join(", ")) },
                    { title: text.common.state, cell: (user) => <UserState user={user} /> },
                    { title: text.users.lastSignIn, cell: ({ lastSignInAt }) => (lastSignInAt === undefined ? "–" : dateTime(lastSignInAt, localZone)), wideOnly: true },
                    {
                      title: "", figures: true, cell: (user) => writes ? (
                        <Menu position="bottom-end">
                          <Menu.Target><Button size="compact-xs" variant="default" aria-label={text.users.actions(user.name)}>{text.common.edit}</Button></Menu.Target>
                          <Menu.Dropdown>
                            <Menu.Item onClick={() => setEdited(user)}>{text.users.change}</Menu.Item>
                            <Menu.Item onClick={() => void act(user, { newPassword: true })}>{text.users.newPassword}</Menu.Item>
                            {user.secondFactor ? <Menu.Item onClick={() => void act(user, { secondFactor: false })}>{text.users.removeFactor}</Menu.Item> : null}
                            <Menu.Item onClick={() => void act(user, { disabled: !user.disabled })}>{user.disabled ? text.users.unblock : text.users.block}</Menu.Item>
                            <Menu.Item color="red" onClick={() => { if (window.confirm(text.users.removeSure(user.name))) void remove(user); }}>{text.common.remove}</Menu.Item>
                          </Menu.Dropdown>
                        </Menu>
                      ) : null,
                    },
                  ]}
                />
              </>
            )}
        </Loaded>
      </Stack>
      {edited === undefined ? null : <EditUser user={edited === "new" ? undefined : edited} close={() => setEdited(undefined)} done={(done) => { users.reload(); if (done.password !== undefined) setShown(done); }} />}
      {shown?.password === undefined ? null : (
        <Modal opened onClose={() => setShown(undefined)} title={text.users.firstPassword(shown.user.name)}>
          <Stack><Text size="sm">{text.users.firstPasswordHint}</Text><CopyField label={text.signIn.password} value={shown.password} /></Stack>
        </Modal>
      )}
    </>
  );
}

function UserState({ user }: { readonly user: UserView }) {
  if (user.disabled) return <Badge color="red">{text.users.blocked}</Badge>;
  if (user.mustChangePassword) return <Badge color="orange">{text.users.invited}</Badge>;
  return <Badge color={user.secondFactor ? "teal" : "gray"}>{user.secondFactor ? text.users.withFactor : text.users.withoutFactor}</Badge>;
}

function EditUser({ user, close, done }: { readonly user: UserView | undefined; readonly close: () => void; readonly done: (done: UserWithPassword) => void }) {
  const [name, setName] = useState("");
  const [fullName, setFullName] = useState(user?.fullName ?? "");
  const [roles, setRoles] = useState<readonly Role[]>(user?.roles ?? ["viewer"]);
  const [locations, setLocations] = useState<string[]>(user?.locations ?? []);
  const known = useAll(at("GET /locations", { query: { limit: "200" } }));
  const save = useAction();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const full = fullName.trim();
    const given = user === undefined
      ? await save.run(at("POST /users"), { name: name.trim(), roles, ...(full === "" ? {} : { fullName: full }), ...(locations.length === 0 ? {} : { locations }) })
      : await save.run(at("PATCH /users/{id}", { path: { id: user.id } }), { roles, fullName: full === "" ? null : full, locations: locations.length === 0 ? null : locations });
    if (given === undefined) return;
    done(given);
    close();
  }

  return (
    <Modal opened onClose={close} title={user === undefined ? text.users.add : user.name}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {user === undefined ? <TextInput label={text.account.name} description={text.users.nameHint} required value={name} onChange={(event) => setName(event.currentTarget.value)} error={save.problem?.problem.field === "name" ? save.problem.message : undefined} data-autofocus /> : null}
          <TextInput label={text.users.fullName} value={fullName} onChange={(event) => setFullName(event.currentTarget.value)} />
          <Checkbox.Group label={text.users.roles} value={[...roles]} onChange={(chosen) => setRoles(ROLES.filter((role) => chosen.includes(role)))}>
            <Stack gap="xs" mt={6}>{ROLES.map((role) => <Checkbox key={role} value={role} label={text.users.role[role]} description={text.users.roleHint[role]} />)}</Stack>
          </Checkbox.Group>
          <MultiSelect label={text.users.locations} description={text.users.locationsHint} placeholder={locations.length === 0 ? text.users.allLocations : ""} searchable clearable value={locations} onChange={setLocations} data={(known.value?.items ?? []).map((location) => ({ value: location.id, label: location.name }))} />
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy} disabled={roles.length === 0}>{user === undefined ? text.common.add : text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
