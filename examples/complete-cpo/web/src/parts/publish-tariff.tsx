import { Alert, Button, Grid, Group, Modal, SegmentedControl, Select, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { TariffProposalView } from "../../../src/wire/tariff-proposal.ts";
import type { TariffView } from "../../../src/wire/tariff.ts";
import { useAction } from "../api/use-action.ts";
import { go } from "../router.tsx";
import { objectOf } from "../json.ts";
import { text } from "../texts.ts";
import { editor } from "../texts/editor.ts";
import { withField, type TariffDraftObject } from "./tariff-draft.ts";
import { TariffForm } from "./tariff-form.tsx";
import { Findings } from "./tariff-parts.tsx";
import { TariffPreview, useTariffPreview, type OcpiVersion } from "./tariff-preview.tsx";
import { ProblemAlert } from "./states.tsx";

const example: TariffDraftObject = { currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.35, vat: 21, step_size: 1 }] }] };

/** Writes a new version of a tariff, as fields or as JSON, with its price beside it; where four eyes are asked for, it then waits for others. */
export function PublishTariff({ tariff, close }: { readonly tariff?: TariffView; readonly close: () => void }) {
  const [id, setId] = useState(tariff?.tariffId ?? "");
  const [name, setName] = useState(tariff?.name ?? "");
  const [version, setVersion] = useState<OcpiVersion>(tariff?.ocpiVersion ?? "2.2.1");
  const [validFrom, setValidFrom] = useState("");
  // The id has a field of its own.
  const [draft, setDraft] = useState<TariffDraftObject>(() => (tariff === undefined ? example : withField(tariff.tariff, "id", undefined)));
  const [source, setSource] = useState<string>();
  const [waiting, setWaiting] = useState<TariffProposalView>();
  const { preview, problem } = useTariffPreview(version, draft);
  const publish = useAction();
  const isNarrow = useMediaQuery("(max-width: 48em)");
  const findings = preview?.findings ?? [];
  const isBad = source !== undefined && objectOf(source) === undefined;

  function write(json: string): void {
    setSource(json);
    const read = objectOf(json);
    if (read !== undefined) setDraft(read);
  }

  async function publishIt(): Promise<void> {
    const done = await publish.run(at("POST /tariffs"), { tariffId: id.trim(), name: name.trim(), ocpiVersion: version, tariff: draft, ...(validFrom === "" ? {} : { validFrom: new Date(validFrom).toISOString() }) });
    if (done === undefined) return;
    if ("state" in done) return setWaiting(done);
    close();
    go(`/tariffs/${encodeURIComponent(done.tariffId)}`);
  }

  return (
    <Modal opened onClose={close} title={tariff === undefined ? text.tariffs.add : text.tariffs.newVersion} size="80rem" fullScreen={isNarrow}>
      {waiting === undefined ? (
        <form onSubmit={(event) => { event.preventDefault(); void publishIt(); }}>
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Stack gap="sm">
                <Group grow align="flex-start">
                  <TextInput label={text.tariffs.id} required value={id} disabled={tariff !== undefined} onChange={(event) => setId(event.currentTarget.value)} />
                  <TextInput label={text.tariffs.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
                </Group>
                <Group align="flex-end">
                  <TextInput type="datetime-local" label={editor.validFrom} description={editor.validFromHint} value={validFrom} onChange={(event) => setValidFrom(event.currentTarget.value)} />
                  <Select label={text.tariffs.ocpiVersion} w={110} allowDeselect={false} value={version} onChange={(next) => setVersion(next ?? version)} data={["2.1.1", "2.2.1", "2.3.0"]} />
                  <SegmentedControl aria-label={editor.view} value={source === undefined ? "form" : "json"} disabled={isBad} onChange={(view) => setSource(view === "form" ? undefined : JSON.stringify(draft, undefined, 2))} data={[{ value: "form", label: editor.fields }, { value: "json", label: "JSON" }]} />
                </Group>
                {source === undefined
                  ? <TariffForm value={draft} findings={findings} change={setDraft} />
                  : <Textarea label={text.tariffs.json} autosize minRows={12} maxRows={28} value={source} onChange={(event) => write(event.currentTarget.value)} error={isBad ? text.command.badJson : undefined} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "var(--mantine-font-size-xs)" } }} spellCheck={false} />}
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Stack gap="sm">
                <Title order={3} size="h5">{editor.preview}</Title>
                <TariffPreview preview={preview} />
                <Findings findings={findings} />
                <ProblemAlert problem={problem ?? publish.problem} />
                <Text size="xs" c="dimmed">{text.tariffs.publishHint}</Text>
                <Group justify="flex-end"><Button type="submit" loading={publish.busy} disabled={isBad}>{text.tariffs.publish}</Button></Group>
              </Stack>
            </Grid.Col>
          </Grid>
        </form>
      ) : (
        <Stack>
          <Alert color="teal" title={editor.proposed}>{editor.proposedHint}</Alert>
          <Group justify="flex-end"><Button onClick={close}>{editor.done}</Button></Group>
        </Stack>
      )}
    </Modal>
  );
}
