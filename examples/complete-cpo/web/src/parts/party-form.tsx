import { Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import type { InvoicePartyView } from "../../../src/wire/money.ts";
import type { Action } from "../api/use-action.ts";
import { drafted } from "../api/use-draft.ts";
import { books } from "../texts/books.ts";
import { ProblemAlert } from "./states.tsx";

export type Party = z.infer<typeof InvoicePartyView>;

const MORE = ["vatId", "registration", "email", "iban"] as const;

/** Name, address and numbers of whoever stands on a document. `save` answers whether it was kept. */
export function PartyForm({ party, hint, action: { busy, problem }, save }: { readonly party: Party | undefined; readonly hint: string; readonly action: Action; readonly save: (party: Party) => Promise<boolean> }) {
  const [form, setForm] = useState<Party>(party ?? { name: "", address: [], country: "" });
  const [saved, setSaved] = useState(false);
  const set = (change: Partial<Party>): void => {
    setForm({ ...form, ...change });
    setSaved(false);
  };
  const wrong = (field: string): string | undefined => (problem?.problem.field?.endsWith(field) === true ? problem.message : undefined);

  async function submit(): Promise<void> {
    const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ""));
    setSaved(await save(drafted<Party>({ ...given, address: form.address.filter((line) => line.trim() !== "") })));
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{hint}</Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={books.name} required value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} error={wrong("name")} />
          <TextInput label={books.country} required maxLength={2} value={form.country} onChange={(event) => set({ country: event.currentTarget.value.toUpperCase() })} error={wrong("country")} />
          <Textarea label={books.address} autosize minRows={2} value={form.address.join("\n")} onChange={(event) => set({ address: event.currentTarget.value.split("\n") })} error={wrong("address")} />
          {MORE.map((field) => <TextInput key={field} label={books[field]} value={form[field] ?? ""} onChange={(event) => set({ [field]: event.currentTarget.value })} error={wrong(field)} />)}
        </SimpleGrid>
        <ProblemAlert problem={problem} />
        <Group justify="flex-end">{saved ? <Text size="sm" c="dimmed" role="status">{books.saved}</Text> : null}<Button type="submit" loading={busy}>{books.save}</Button></Group>
      </Stack>
    </form>
  );
}
