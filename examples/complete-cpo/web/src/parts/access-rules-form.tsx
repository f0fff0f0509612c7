import { Alert, Button, Group, Modal, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { AccessPolicyView } from "../../../src/wire/access-policy.ts";
import { useAction } from "../api/use-action.ts";
import { PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { accessRules as words } from "../texts/access-rules.ts";
import { nameOf, whoFrom, whoOf, withoutEmpty, type Names, type Rule } from "./access-words.ts";
import { RemoveButton } from "./opening-hours.tsx";
import { ProblemAlert } from "./states.tsx";

/** The rules of one place, to be changed; `added` is a rule to begin with beside those that hold. */
export function RulesForm({ place, title = words.title, policy, added, names, close, done }: { readonly place: string; readonly title?: string; readonly policy: AccessPolicyView | undefined; readonly added?: Rule; readonly names: Names; readonly close: () => void; readonly done: () => void }) {
  const [rules, setRules] = useState<readonly Rule[]>([...(policy?.rules ?? []), ...(added === undefined ? [] : [added])]);
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
    <Modal opened onClose={close} title={title} size="lg">
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
