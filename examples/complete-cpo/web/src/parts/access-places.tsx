import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { GroupDetails } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { useAll, useApi } from "../api/use-api.ts";
import { text } from "../texts.ts";
import { accessRules as words } from "../texts/access-rules.ts";
import { RulesForm } from "./access-rules-form.tsx";
import { Rules } from "./access-rules.tsx";
import { placeName, whoOf, type Names } from "./access-words.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

/** Every place that has rules of its own about who may charge there, and a way to give another one some. */
export function AccessPlaces() {
  const [turn, setTurn] = useState(0);
  const [edited, setEdited] = useState<string>();
  const [choosing, setChoosing] = useState(false);
  const { groups, locations } = useNames();
  const writes = may("locations:write");
  const done = (): void => setTurn((before) => before + 1);
  return (
    <Section title={words.places} actions={writes ? <Button size="xs" variant="default" onClick={() => setChoosing(true)}>{words.addPlace}</Button> : null}>
      <PagedList key={turn} address={at("GET /access-policies", { query: { limit: "50" } })} empty={words.everybody}>
        {(items) => (
          <Rows
            label={words.places} items={items} keyOf={({ place }) => place}
            columns={[
              { title: words.place, cell: ({ place }) => <Text size="sm" fw={600}>{placeName(place, locations)}</Text> },
              { title: words.title, cell: (policy) => <Stack gap={2}><Rules policy={policy} names={groups} /></Stack> },
              { title: "", figures: true, cell: ({ place }) => (writes ? <Button size="compact-xs" variant="light" onClick={() => setEdited(place)}>{text.common.edit}</Button> : null) },
            ]}
          />
        )}
      </PagedList>
      {choosing ? <Modal opened onClose={() => setChoosing(false)} title={words.addPlace}><ChoosePlace choose={(place) => { setChoosing(false); setEdited(place); }} /></Modal> : null}
      {edited === undefined ? null : <PlaceRules key={edited} place={edited} close={() => setEdited(undefined)} done={done} />}
    </Section>
  );
}

/** Where rules name a group, to be changed, and another place for it. */
export function PlacesOfGroup({ group: { id, name, places }, close, done }: { readonly group: GroupDetails; readonly close: () => void; readonly done: () => void }) {
  const [edited, setEdited] = useState<string>();
  const { locations } = useNames();
  if (edited !== undefined) return <PlaceRules place={edited} group={id} close={close} done={done} />;
  return (
    <Modal opened onClose={close} title={words.placesOf(name)}>
      <Stack>
        {places.length === 0 ? <Text size="sm" c="dimmed">{words.nowhere}</Text> : places.map((place) => (
          <Group key={place} justify="space-between"><Text size="sm">{placeName(place, locations)}</Text><Button size="compact-xs" variant="light" onClick={() => setEdited(place)}>{text.common.edit}</Button></Group>
        ))}
        <ChoosePlace choose={setEdited} />
      </Stack>
    </Modal>
  );
}

/** The rules of one place, whether or not it has some; a group that they do not name gets a rule. */
function PlaceRules({ place, group, close, done }: { readonly place: string; readonly group?: string; readonly close: () => void; readonly done: () => void }) {
  const policies = useApi(at("GET /access-policies", { query: { place } }));
  const { groups, locations } = useNames();
  if (policies.value === undefined) return <ProblemAlert problem={policies.problem} />;
  const [policy] = policies.value.items;
  const isNamed = policy?.rules.some(({ who }) => whoOf(who).includes(`group/${group}`)) === true;
  const added = group === undefined || isNamed ? {} : { added: { effect: "allow" as const, who: { groups: [group] } } };
  return <RulesForm place={place} title={`${words.title}: ${placeName(place, locations)}`} policy={policy} {...added} names={groups} close={close} done={done} />;
}

function ChoosePlace({ choose }: { readonly choose: (place: string) => void }) {
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const [location, setLocation] = useState<string | null>(null);
  const [narrower, setNarrower] = useState<string | null>(null);
  const all = places.value?.items ?? [];
  const evses = all.find(({ id }) => id === location)?.evses ?? [];
  const stations = [...new Set(evses.map(({ stationId }) => stationId))];
  const within = [...stations.map((id) => `station/${id}`), ...evses.map(({ stationId, number }) => `evse/${stationId}/${number}`)];
  const place = narrower ?? (location === "all" ? "all" : `location/${location}`);
  return (
    <form onSubmit={(event) => { event.preventDefault(); choose(place); }}>
      <Stack gap="xs">
        <ProblemAlert problem={places.problem} />
        <Select label={words.place} required searchable value={location} onChange={(next) => { setLocation(next); setNarrower(null); }} data={[{ value: "all", label: words.allPlaces }, ...all.map(({ id, name }) => ({ value: id, label: name }))]} />
        {within.length === 0 ? null : <Select label={words.within} placeholder={words.wholePlace} clearable searchable value={narrower} onChange={setNarrower} data={within.map((value) => ({ value, label: placeName(value, new Map()) }))} />}
        <Group justify="flex-end"><Button type="submit" variant="light" disabled={location === null}>{words.editPlace}</Button></Group>
      </Stack>
    </form>
  );
}

function useNames(): { readonly groups: Names; readonly locations: ReadonlyMap<string, string> } {
  const groups = useAll(may("drivers:read") ? at("GET /token-groups", { query: { limit: "200" } }) : undefined);
  const locations = useAll(at("GET /locations", { query: { limit: "200" } }));
  return { groups: new Map(groups.value?.items.map(({ id, name }) => [id, name])), locations: new Map(locations.value?.items.map(({ id, name }) => [id, name])) };
}
