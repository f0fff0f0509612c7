import { Badge, Button, Card, Checkbox, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { TemplateView } from "../../../src/wire/fleet.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const words = text.fleet.maintenance.templates;
type Template = z.infer<typeof TemplateView>;

/** How stations shall be set: one template per card, written as lines of `name = value`. */
export function Templates() {
  const templates = useApi(at("GET /configuration-templates", { query: { limit: "200" } }));
  const remove = useAction();
  const [adding, setAdding] = useState(false);
  return (
    <Section title={words.title} actions={<Button size="xs" leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{words.add}</Button>}>
      <ProblemAlert problem={remove.problem} />
      <Loaded resource={templates} rows={1}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : (
        <Stack gap="xs">{items.map((template) => (
          <Card key={template.id} withBorder padding="sm">
            <Group justify="space-between" align="flex-start">
              <Stack gap={4}>
                <Group gap="xs"><Text fw={600} size="sm">{template.id}</Text><Badge color={template.mode === "repair" ? "blue" : "gray"}>{words.modes[template.mode]}</Badge></Group>
                <Text size="xs" c="dimmed">{[template.match.vendor, template.match.model, template.match.protocol].filter(Boolean).join(" ") || words.everywhere}</Text>
                {template.values.map((value) => <Text key={nameOf(value)} size="sm" className="figures">{`${nameOf(value)} = ${value.value}`}</Text>)}
              </Stack>
              <Button size="xs" variant="light" color="red" loading={remove.busy} onClick={() => void remove.run(at("DELETE /configuration-templates/{id}", { path: { id: template.id } })).then(templates.reload)}>{text.common.remove}</Button>
            </Group>
          </Card>
        ))}</Stack>
      )}</Loaded>
      {adding ? <NewTemplate close={() => setAdding(false)} done={templates.reload} /> : null}
    </Section>
  );
}

const PROTOCOLS = ["1.6", "2.0.1", "2.1"] as const;

function NewTemplate({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [name, setName] = useState("");
  const [vendor, setVendor] = useState("");
  const [protocol, setProtocol] = useState<(typeof PROTOCOLS)[number] | null>(null);
  const [lines, setLines] = useState("sampledInterval = 60");
  const [isRepair, setRepair] = useState(true);
  const save = useAction();
  const values = lines.split("\n").map((line) => line.split("=")).flatMap(([left = "", ...right]) => (left.trim() === "" || right.length === 0 ? [] : [{ ...variableOf(left.trim()), value: right.join("=").trim() }]));

  async function submit(): Promise<void> {
    const match = { ...(vendor.trim() === "" ? {} : { vendor: vendor.trim() }), ...(protocol === null ? {} : { protocol }) };
    if ((await save.run(at("PUT /configuration-templates/{id}", { path: { id: name.trim() } }), { match, values, mode: isRepair ? "repair" : "report" })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={words.add} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <TextInput label={words.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <Group grow>
            <TextInput label={text.stationPage.vendor} placeholder={text.common.all} value={vendor} onChange={(event) => setVendor(event.currentTarget.value)} />
            <Select label={text.fleet.filters.protocol} placeholder={text.common.all} clearable value={protocol} onChange={setProtocol} data={[...PROTOCOLS]} />
          </Group>
          <Textarea label={words.values} description={words.valuesHint} required autosize minRows={4} value={lines} onChange={(event) => setLines(event.currentTarget.value)} />
          <Checkbox label={words.repair} checked={isRepair} onChange={(event) => setRepair(event.currentTarget.checked)} />
          <ProblemAlert problem={save.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" disabled={values.length === 0} loading={save.busy}>{text.common.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A name of ours begins small, a key of 1.6 with a capital, a variable of 2.x has a component. */
function variableOf(name: string) {
  const [component, variable] = name.split(".", 2);
  if (variable !== undefined) return { component, variable };
  return /^[a-z]/.test(name) ? { setting: name } : { variable: name };
}

function nameOf(value: Template["values"][number]): string {
  return "setting" in value ? value.setting : [value.component, value.variable].filter(Boolean).join(".");
}
