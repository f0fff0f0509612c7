import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { TariffFinding, TariffVersionView, TariffView } from "../../../src/wire/tariff.ts";
import { useAction } from "../api/use-action.ts";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { Findings, Summary } from "./tariff-parts.tsx";
import { ProblemAlert } from "./states.tsx";

const example = {
  currency: "EUR",
  elements: [{ price_components: [{ type: "ENERGY", price: 0.35, vat: 21, step_size: 1 }] }],
};

interface Checked {
  readonly findings: readonly TariffFinding[];
  readonly summary: readonly string[];
}

/** Writes a new version of a tariff: checked first, published then. */
export function PublishTariff({ tariff, close }: { readonly tariff?: TariffView; readonly close: () => void }) {
  const [id, setId] = useState(tariff?.tariffId ?? "");
  const [name, setName] = useState(tariff?.name ?? "");
  const [version, setVersion] = useState<string>(tariff?.ocpiVersion ?? "2.2.1");
  const [source, setSource] = useState(() => JSON.stringify(tariff === undefined ? example : withoutId(tariff.tariff), null, 2));
  const [bad, setBad] = useState(false);
  const [checked, setChecked] = useState<Checked>();
  const check = useAction<Checked>();
  const publish = useAction<TariffVersionView>();

  function body(): unknown {
    try {
      const parsed: unknown = JSON.parse(source);
      setBad(false);
      return { tariffId: id.trim(), name: name.trim(), ocpiVersion: version, tariff: parsed };
    } catch {
      setBad(true);
      return undefined;
    }
  }

  async function checkIt(): Promise<void> {
    const given = body();
    setChecked(given === undefined ? undefined : await check.run("/tariffs/check", { body: given }));
  }

  async function publishIt(): Promise<void> {
    const given = body();
    const done = given === undefined ? undefined : await publish.run("/tariffs", { body: given });
    if (done === undefined) return;
    close();
    go(`/tariffs/${encodeURIComponent(done.tariffId)}`);
  }

  return (
    <Modal opened onClose={close} title={tariff === undefined ? text.tariffs.add : text.tariffs.newVersion} size="xl">
      <form onSubmit={(event) => { event.preventDefault(); void publishIt(); }}>
        <Stack>
          <Group grow align="flex-start">
            <TextInput label={text.tariffs.id} required value={id} disabled={tariff !== undefined} onChange={(event) => setId(event.currentTarget.value)} />
            <TextInput label={text.tariffs.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <Select label={text.tariffs.ocpiVersion} allowDeselect={false} value={version} onChange={(next) => setVersion(next ?? version)} data={["2.1.1", "2.2.1", "2.3.0"]} />
          </Group>
          <Textarea label={text.tariffs.json} autosize minRows={8} maxRows={22} value={source} onChange={(event) => { setSource(event.currentTarget.value); setChecked(undefined); }} error={bad ? text.command.badJson : undefined} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "var(--mantine-font-size-xs)" } }} spellCheck={false} />
          <Text size="xs" c="dimmed">{text.tariffs.publishHint}</Text>
          {checked === undefined ? null : <><Summary lines={checked.summary} /><Findings findings={checked.findings} /></>}
          <ProblemAlert problem={check.problem ?? publish.problem} />
          <Group justify="flex-end"><Button variant="default" loading={check.busy} onClick={() => void checkIt()}>{text.tariffs.check}</Button><Button type="submit" loading={publish.busy}>{text.tariffs.publish}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The id has a field of its own. */
function withoutId(tariff: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(tariff).filter(([name]) => name !== "id"));
}
