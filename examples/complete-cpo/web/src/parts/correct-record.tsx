import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useAll, useApi } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import type { CdrView } from "../../../src/wire/cdr.ts";
import { useAction } from "../api/use-action.ts";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { ledger } from "../texts/ledger.ts";
import { ProblemAlert } from "./states.tsx";

/** Prices a sealed session again, with a reason and perhaps by another tariff version. */
export function CorrectRecord({ cdr }: { readonly cdr: CdrView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{ledger.correct}</Button>
      {open ? <CorrectionForm cdr={cdr} close={() => setOpen(false)} /> : null}
    </>
  );
}

function CorrectionForm({ cdr, close }: { readonly cdr: CdrView; readonly close: () => void }) {
  const [reason, setReason] = useState("");
  const [version, setVersion] = useState<string | null>(null);
  const [unchanged, setUnchanged] = useState(false);
  const tariffs = useAll(at("GET /tariffs", { query: { limit: "200" } }));
  const earlier = useApi(at("GET /tariffs/{id}", { path: { id: cdr.tariffId } }));
  const act = useAction();

  const known = [...(earlier.value?.versions ?? []).map(({ number }) => ({ value: `${cdr.tariffId}/${number}`, label: `${cdr.tariffName ?? cdr.tariffId} (${cdr.tariffId}/${number})` })), ...(tariffs.value?.items ?? []).filter(({ tariffId }) => tariffId !== cdr.tariffId).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))];

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const next = await act.run(at("POST /cdrs/{id}/correct", { path: { id: cdr.id } }), { reason, ...(version === null ? {} : { tariffVersion: version }) });
    if (next === undefined) return;
    if (next.id === cdr.id) setUnchanged(true);
    else go(`/cdrs/${encodeURIComponent(next.id)}`);
  }

  return (
    <Modal opened onClose={close} title={ledger.correct}>
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <Text size="sm">{ledger.correctHint}</Text>
          <Select label={ledger.tariffVersion} placeholder={ledger.sameTariff} data={known.filter(({ value }) => value !== cdr.tariffVersion)} value={version} onChange={setVersion} searchable clearable />
          <Textarea label={books.reason} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          {unchanged ? <Alert color="blue">{ledger.unchanged}</Alert> : null}
          <ProblemAlert problem={act.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={act.busy} disabled={reason.trim() === ""}>{ledger.correct}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
