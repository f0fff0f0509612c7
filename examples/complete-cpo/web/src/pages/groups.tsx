import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { GroupDetails } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { PartnerIcon, PlusIcon } from "../icons.tsx";
import { AccessPlaces, PlacesOfGroup } from "../parts/access-places.tsx";
import { placeName } from "../parts/access-words.ts";
import { PagedList } from "../parts/list-page.tsx";
import { RowActs, Rows } from "../parts/rows.tsx";
import { PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { accessRules } from "../texts/access-rules.ts";
import { customers } from "../texts/customers.ts";

/** Groups of drivers: what they pay, and where rules name them. */
export function Groups() {
  const [editing, setEditing] = useState<Partial<GroupDetails>>();
  const [placing, setPlacing] = useState<GroupDetails>();
  const [turn, setTurn] = useState(0);
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const locations = new Map(places.value?.items.map(({ id, name }) => [id, name]));
  const remove = useAction();
  const writes = may("drivers:write");
  const again = (): void => setTurn((before) => before + 1);
  return (
    <>
      <PageTitle title={customers.groups} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setEditing({})}>{customers.addGroup}</Button> : null} />
      <Stack>
        <ProblemAlert problem={remove.problem} />
        <PagedList key={turn} address={at("GET /token-groups", { query: { limit: "50" } })} icon={<PartnerIcon size={24} />} empty={customers.noGroups} hint={customers.noGroupsHint}>
          {(items) => (
            <Rows
              label={customers.groups} items={items} keyOf={({ id }) => id}
              columns={[
                { title: customers.name, cell: ({ id, name }) => <Stack gap={0}><Text size="sm" fw={600}>{name}</Text><Text size="xs" c="dimmed">{id}</Text></Stack> },
                { title: customers.pays, cell: ({ tariffs }) => (tariffs.length === 0 ? customers.paysLikeAll : <Group gap={6}>{tariffs.map(({ assignment, tariffId }) => <Link key={assignment} to={`/tariffs/${tariffId}`} size="sm">{tariffId}</Link>)}</Group>) },
                { title: customers.rules, cell: ({ places }) => (places.length === 0 ? "–" : <Stack gap={0}>{places.map((place) => <Text key={place} size="sm">{placeName(place, locations)}</Text>)}</Stack>) },
                { title: customers.notes, cell: ({ notes }) => notes ?? "–", wideOnly: true },
                {
                  title: "", figures: true, cell: (group) => writes
                    ? <RowActs><Button size="compact-xs" variant="light" onClick={() => setPlacing(group)}>{accessRules.groupPlaces}</Button><Button size="compact-xs" variant="light" onClick={() => setEditing(group)}>{text.common.edit}</Button><Button size="compact-xs" variant="light" color="red" onClick={() => void remove.run(at("DELETE /token-groups/{id}", { path: { id: group.id } })).then(again)}>{text.common.remove}</Button></RowActs>
                    : null,
                },
              ]}
            />
          )}
        </PagedList>
        <AccessPlaces key={`places ${turn}`} />
      </Stack>
      {placing === undefined ? null : <PlacesOfGroup group={placing} close={() => setPlacing(undefined)} done={again} />}
      {editing === undefined ? null : <GroupForm group={editing} close={() => setEditing(undefined)} done={again} />}
    </>
  );
}

function GroupForm({ group, close, done }: { readonly group: Partial<GroupDetails>; readonly close: () => void; readonly done: () => void }) {
  const [id, setId] = useState(group.id ?? "");
  const [name, setName] = useState(group.name ?? "");
  const [notes, setNotes] = useState(group.notes ?? "");
  const save = useAction();
  const error = (field: string): string | undefined => (save.problem?.problem.field === field ? save.problem.message : undefined);

  async function submit(): Promise<void> {
    if ((await save.run(at("PUT /token-groups"), { id: id.trim(), name: name.trim(), ...(notes.trim() === "" ? {} : { notes: notes.trim() }) })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={group.name ?? customers.addGroup}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <TextInput label={customers.groupId} description={customers.groupIdHint} required disabled={group.id !== undefined} value={id} onChange={(event) => setId(event.currentTarget.value)} error={error("id")} data-autofocus />
          <TextInput label={customers.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} error={error("name")} />
          <Textarea label={customers.notes} description={customers.notesHint} autosize minRows={2} value={notes} onChange={(event) => setNotes(event.currentTarget.value)} />
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
