import { Button, Card, Group, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { drive } from "../texts/drive.ts";

const words = drive.drive;

/** Tells the operator that something is wrong at an EVSE. */
export function ReportFault({ evse }: { readonly evse: string }) {
  const [isOpen, setOpen] = useState(false);
  const [written, setWritten] = useState("");
  const [contact, setContact] = useState("");
  const send = useAction();
  const [isSent, setSent] = useState(false);

  async function submit(): Promise<void> {
    const answer = await send.run(at("POST /public/evses/{id}/reports", { path: { id: evse } }), { text: written.trim(), ...(contact.trim() === "" ? {} : { contact: contact.trim() }) });
    if (answer !== undefined) setSent(true);
  }

  if (isSent) return <Text role="status">{words.reported}</Text>;
  if (!isOpen) return <Group><Button variant="subtle" color="gray" onClick={() => setOpen(true)}>{words.somethingWrong}</Button></Group>;
  return (
    <Card component="section">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack gap="xs">
          <Title order={2} size="h4">{words.somethingWrong}</Title>
          <Textarea label={words.whatIsWrong} required maxLength={2_000} autosize minRows={3} value={written} onChange={(event) => setWritten(event.currentTarget.value)} />
          <TextInput label={words.contact} maxLength={200} value={contact} onChange={(event) => setContact(event.currentTarget.value)} />
          <ProblemAlert problem={send.problem} />
          <Group><Button type="submit" loading={send.busy}>{words.sendReport}</Button></Group>
        </Stack>
      </form>
    </Card>
  );
}
