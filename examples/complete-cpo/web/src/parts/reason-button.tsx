import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Address } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { books } from "../texts/books.ts";
import { ProblemAlert } from "./states.tsx";

/** An act that is written into the books with a reason. */
export function ReasonButton<Answer>({ label, hint, address, done }: { readonly label: string; readonly hint: string; readonly address: Address<Answer, { reason: string }>; readonly done: (answer: Answer) => void }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const act = useAction();

  async function send(): Promise<void> {
    const answer = await act.run(address, { reason });
    if (answer === undefined) return;
    setOpen(false);
    done(answer);
  }

  return (
    <>
      <Button variant="default" onClick={() => { act.clear(); setOpen(true); }}>{label}</Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={label}>
        <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
          <Stack>
            <Text size="sm">{hint}</Text>
            <Textarea label={books.reason} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <ProblemAlert problem={act.problem} />
            <Group justify="flex-end"><Button variant="default" onClick={() => setOpen(false)}>{text.common.cancel}</Button><Button type="submit" color="red" loading={act.busy} disabled={reason.trim() === ""}>{label}</Button></Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
