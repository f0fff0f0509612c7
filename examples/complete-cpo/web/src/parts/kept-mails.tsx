import { Button, Card, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { TokenIcon } from "../icons.tsx";
import { dateTime, localZone } from "../format.ts";
import { customers } from "../texts/customers.ts";
import { PagedList } from "./list-page.tsx";

/** Letters to drivers that lie here because no mail server is set. */
export function KeptMails() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{customers.letters}</Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={customers.letters} size="lg">
        <Stack>
          <Text size="sm">{customers.lettersHint}</Text>
          <PagedList address={at("GET /kept-mails", { query: { limit: "20" } })} icon={<TokenIcon size={24} />} empty={customers.noLetters} hint="">
            {(items) => items.map((mail) => (
              <Card key={mail.id} padding="sm" withBorder>
                <Text size="xs" c="dimmed">{`${dateTime(mail.at, localZone)} · ${mail.to}`}</Text>
                <Text fw={600}>{mail.subject}</Text>
                <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{mail.text}</Text>
              </Card>
            ))}
          </PagedList>
        </Stack>
      </Modal>
    </>
  );
}
