import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { PagedList } from "./list-page.tsx";
import { PartyForm, type Party } from "./party-form.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";

interface Known {
  readonly customer: string;
  readonly party?: Party;
}

/** Names and addresses of customers and site owners, as documents print them. */
export function BillingParties() {
  const [edited, setEdited] = useState<Known>();
  const [turn, setTurn] = useState(0);
  const writes = may("billing:write");
  return (
    <Section title={books.parties} actions={writes ? <Button size="xs" variant="default" onClick={() => setEdited({ customer: "" })}>{books.addParty}</Button> : null}>
      <Text size="sm" c="dimmed">{books.partiesHint}</Text>
      <PagedList key={turn} address={at("GET /billing-parties", { query: { limit: "20" } })} empty={books.noParties}>
        {(items) => (
          <Rows
            label={books.parties} items={items} keyOf={({ customer }) => customer}
            columns={[
              { title: books.name, cell: ({ customer, party }) => <Stack gap={0}><Text size="sm" fw={600}>{party.name}</Text><Text size="xs" c="dimmed">{customer}</Text></Stack> },
              { title: books.printedAddress, cell: ({ party }) => [...party.address, party.country].join(", ") },
              { title: books.vatId, cell: ({ party }) => party.vatId ?? "–", wideOnly: true },
              { title: "", figures: true, cell: (known) => (writes ? <Button size="compact-xs" variant="light" onClick={() => setEdited(known)}>{text.common.edit}</Button> : null) },
            ]}
          />
        )}
      </PagedList>
      {edited === undefined ? null : <EditParty known={edited} close={() => setEdited(undefined)} done={() => setTurn((before) => before + 1)} />}
    </Section>
  );
}

/** Writes down who a customer or payee is. */
export function EditParty({ known, close, done }: { readonly known: Known; readonly close: () => void; readonly done: () => void }) {
  const [customer, setCustomer] = useState(known.customer);
  const action = useAction();

  async function save(party: Party): Promise<boolean> {
    if ((await action.run(at("PUT /billing-parties"), { customer: customer.trim(), party })) === undefined) return false;
    done();
    close();
    return true;
  }

  return (
    <Modal opened onClose={close} title={known.party?.name ?? books.addParty} size="lg">
      <Stack>
        <Group><TextInput label={books.customerId} description={books.customerIdHint} required disabled={known.customer !== ""} value={customer} onChange={(event) => setCustomer(event.currentTarget.value)} style={{ flex: 1 }} error={action.problem?.problem.field === "customer" ? action.problem.message : undefined} /></Group>
        <PartyForm party={known.party} hint={books.partyHint} action={action} save={save} />
      </Stack>
    </Modal>
  );
}
