import { Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { InvoicePartyView } from "../../../src/wire/money.ts";
import { drafted } from "../api/use-draft.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { books } from "../texts/books.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

type Seller = z.infer<typeof InvoicePartyView>;

/** Who issues, as it is printed from now on. */
export function SellerCard() {
  const seller = useApi(at("GET /billing-seller"));
  return <Section title={books.seller}><Loaded resource={seller}>{(value) => <SellerForm seller={value.seller} />}</Loaded></Section>;
}

const MORE = ["vatId", "registration", "email", "iban"] as const;

function SellerForm({ seller }: { readonly seller: Seller | undefined }) {
  const [form, setForm] = useState<Seller>(seller ?? { name: "", address: [], country: "" });
  const [saved, setSaved] = useState(false);
  const save = useAction();
  const set = (change: Partial<Seller>): void => {
    setForm({ ...form, ...change });
    setSaved(false);
  };

  async function submit(): Promise<void> {
    const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ""));
    setSaved((await save.run(at("PUT /billing-seller"), drafted({ ...given, address: form.address.filter((line) => line.trim() !== "") }))) !== undefined);
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{books.sellerHint}</Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={books.name} required value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
          <TextInput label={books.country} required maxLength={2} value={form.country} onChange={(event) => set({ country: event.currentTarget.value.toUpperCase() })} />
          <Textarea label={books.address} autosize minRows={2} value={form.address.join("\n")} onChange={(event) => set({ address: event.currentTarget.value.split("\n") })} />
          {MORE.map((field) => <TextInput key={field} label={books[field]} value={form[field] ?? ""} onChange={(event) => set({ [field]: event.currentTarget.value })} />)}
        </SimpleGrid>
        <ProblemAlert problem={save.problem} />
        <Group justify="flex-end">{saved ? <Text size="sm" c="dimmed" role="status">{books.saved}</Text> : null}<Button type="submit" loading={save.busy}>{books.save}</Button></Group>
      </Stack>
    </form>
  );
}
