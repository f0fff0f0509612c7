import { Alert, Button, Group, List, Modal, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { AccessPolicyDraft, AccessPolicyView } from "../../../src/wire/access-policy.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { accessRules as words } from "../texts/access-rules.ts";
import { RemoveButton } from "./opening-hours.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

type Rule = AccessPolicyDraft["rules"][number];
type Names = ReadonlyMap<string, string>;

/** Who may charge at a location, and when. */
export function AccessRules({ location }: { readonly location: string }) {
  const policies = useApi(at("GET /locations/{id}/access-policies", { path: { id: location }, query: { limit: "200" } }));
  const seesGroups = may("drivers:read");
  const groups = useApi(seesGroups ? at("GET /token-groups", { query: { limit: "200" } }) : undefined);
  const [editing, setEditing] = useState(false);
  const names: Names = new Map(groups.value?.items.map(({ id, name }) => [id, name]));
  const place = `location/${location}`;
  const action = may("locations:write") ? <Button size="xs" variant="default" onClick={() => setEditing(true)}>{text.common.edit}</Button> : null;
  return (
    <Section title={words.title} actions={action}>
      <Loaded resource={policies} rows={2}>
        {({ items }) => {
          const own = items.find((each) => each.place === place);
          const shown = own ?? items.find((each) => each.place === "all");
          const narrower = items.filter((each) => each.place !== place && each.place !== "all").map((each) => each.place.slice(each.place.indexOf("/") + 1));
          return (
            <Stack gap="xs">
              {shown === undefined ? <Text size="sm">{words.everybody}</Text> : <Rules policy={shown} names={names} />}
              {own === undefined && shown !== undefined ? <Text size="xs" c="dimmed">{words.fromAll}</Text> : null}
              {narrower.length === 0 ? null : <Text size="xs" c="dimmed">{words.narrower(narrower.join(", "))}</Text>}
              {editing ? <RulesForm place={place} policy={own} names={names} close={() => setEditing(false)} done={policies.reload} /> : null}
            </Stack>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Rules({ policy, names }: { readonly policy: AccessPolicyView; readonly names: Names }) {
  return (
    <>
      {policy.rules.length === 0 ? null : (
        <List size="sm" type="ordered">
          {policy.rules.map((rule, index) => <List.Item key={index}>{`${whoOf(rule.who).map((value) => nameOf(value, names)).join(", ") || words.everybodyName}: ${rule.effect === "allow" ? words.may : words.mayNot}${whenOf(rule)}`}</List.Item>)}
        </List>
      )}
      <Text size="sm">{policy.otherwise === "allow" ? words.otherwiseMay : words.otherwiseMayNot}</Text>
    </>
  );
}

function RulesForm({ place, policy, names, close, done }: { readonly place: string; readonly policy: AccessPolicyView | undefined; readonly names: Names; readonly close: () => void; readonly done: () => void }) {
  const [rules, setRules] = useState<readonly Rule[]>(policy?.rules ?? []);
  const [otherwise, setOtherwise] = useState<"allow" | "refuse">(policy?.otherwise ?? "refuse");
  const save = useAction();
  const set = (index: number, change: Partial<Rule>): void => setRules(rules.map((rule, number) => (number === index ? { ...rule, ...change } : rule)));
  const setWhen = (index: number, change: Partial<NonNullable<Rule["when"]>>): void => set(index, { when: withoutEmpty({ ...rules[index]?.when, ...change }) });
  const known = [...new Set([...[...names.keys()].map((id) => `group/${id}`), ...rules.flatMap(({ who }) => whoOf(who)).filter((value) => value.startsWith("group/"))])];
  const people = ["roaming", ...Object.keys(words.types).map((type) => `type/${type}`)];
  const cards = [...new Set(rules.flatMap(({ who }) => whoOf(who)).filter((value) => value.startsWith("token/")))];
  const options = ([[words.groups, known], [words.kinds, people], [words.cards, cards]] as const).filter(([, values]) => values.length > 0).map(([group, values]) => ({ group, items: values.map((value) => ({ value, label: nameOf(value, names) })) }));
  const effects = [{ value: "allow", label: words.may }, { value: "refuse", label: words.mayNot }];

  async function take(asked: Promise<AccessPolicyView | undefined>): Promise<void> {
    if ((await asked) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={words.title} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void take(save.run(at("PUT /access-policies"), { place, rules, otherwise, ...(policy === undefined ? {} : { timeZone: policy.timeZone }) })); }}>
        <Stack>
          <Text size="sm" c="dimmed">{words.order}</Text>
          {rules.map((rule, index) => (
            <Group key={index} gap="xs" align="flex-start" wrap="nowrap">
              <Stack gap="xs" flex={1}>
                <MultiSelect label={words.who} data={options} value={whoOf(rule.who)} placeholder={rule.who === "everybody" ? words.everybodyName : ""} onChange={(values) => set(index, { who: whoFrom(values) })} searchable />
                <Select label={words.effect} data={effects} value={rule.effect} allowDeselect={false} onChange={(value) => set(index, { effect: value === "refuse" ? "refuse" : "allow" })} />
                <MultiSelect label={words.days} data={text.locationPage.weekdays.map((label, day) => ({ value: String(day + 1), label }))} value={(rule.when?.weekdays ?? []).map(String)} placeholder={rule.when?.weekdays === undefined ? words.everyDay : ""} onChange={(days) => setWhen(index, { weekdays: days.length === 0 ? undefined : days.map(Number) })} />
                <SimpleGrid cols={2}>
                  <TextInput type="time" label={words.from} value={rule.when?.from ?? ""} onChange={(event) => setWhen(index, { from: event.currentTarget.value || undefined })} />
                  <TextInput type="time" label={words.to} value={rule.when?.to ?? ""} onChange={(event) => setWhen(index, { to: event.currentTarget.value || undefined })} />
                </SimpleGrid>
              </Stack>
              <RemoveButton remove={() => setRules(rules.filter((_, number) => number !== index))} />
            </Group>
          ))}
          <Group><Button size="xs" variant="default" leftSection={<PlusIcon size={14} />} onClick={() => setRules([...rules, { effect: "allow", who: "everybody" }])}>{words.addRule}</Button></Group>
          <Select label={words.others} data={effects} value={otherwise} allowDeselect={false} onChange={(value) => setOtherwise(value === "allow" ? "allow" : "refuse")} />
          {rules.length === 0 && otherwise === "refuse" ? <Alert color="orange">{words.otherwiseMayNot}</Alert> : null}
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end">
            {policy === undefined ? null : <Button variant="subtle" color="red" onClick={() => void take(save.run(at("DELETE /access-policies/{id}", { path: { id: place } })))}>{words.remove}</Button>}
            <Button variant="default" onClick={close}>{text.common.cancel}</Button>
            <Button type="submit" loading={save.busy}>{text.common.save}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whom a rule is about, one value each; none are everybody. */
function whoOf(who: Rule["who"]): string[] {
  if (who === "everybody") return [];
  return [...(who.groups ?? []).map((id) => `group/${id}`), ...(who.types ?? []).map((type) => `type/${type}`), ...(who.roaming ? ["roaming"] : []), ...(who.tokens ?? []).map((id) => `token/${id}`)];
}

function whoFrom(values: readonly string[]): Rule["who"] {
  if (values.length === 0) return "everybody";
  const of = (kind: string): string[] => values.filter((value) => value.startsWith(`${kind}/`)).map((value) => value.slice(kind.length + 1));
  const [groups, tokens, types] = [of("group"), of("token"), of("type").filter(isType)];
  return { ...(groups.length === 0 ? {} : { groups }), ...(types.length === 0 ? {} : { types }), ...(tokens.length === 0 ? {} : { tokens }), ...(values.includes("roaming") ? { roaming: true as const } : {}) };
}

function isType(type: string): type is keyof typeof words.types {
  return Object.hasOwn(words.types, type);
}

function nameOf(value: string, names: Names): string {
  if (value === "roaming") return words.roaming;
  const id = value.slice(value.indexOf("/") + 1);
  return value.startsWith("type/") && isType(id) ? words.types[id] : names.get(id) ?? id;
}

/** When a rule holds, as it is written after it; nothing where it always does. */
function whenOf({ when }: Rule): string {
  if (when === undefined) return "";
  const days = when.weekdays?.map((day) => text.locationPage.weekdays[day - 1]).join(", ");
  const clock = when.from === undefined && when.to === undefined ? undefined : `${when.from ?? "00:00"} – ${when.to ?? "24:00"}`;
  const dates = when.notBefore === undefined && when.notAfter === undefined ? undefined : `${when.notBefore?.slice(0, 10) ?? ""} – ${when.notAfter?.slice(0, 10) ?? ""}`;
  const said = [days, clock, dates].filter((part) => part !== undefined);
  return said.length === 0 ? "" : `, ${said.join(", ")}`;
}

function withoutEmpty(when: NonNullable<Rule["when"]>): Rule["when"] {
  const given = Object.entries(when).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
