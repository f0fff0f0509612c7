import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { ProblemAlert } from "./states.tsx";

type Act = "close" | "clear" | "reject" | "bill";

const asked: Readonly<Record<Act, { readonly title: string; readonly hint: string }>> = {
  close: { title: text.sessionPage.closeBooks, hint: text.sessionPage.closeHint },
  clear: { title: text.sessionPage.clear, hint: text.sessionPage.clearHint },
  reject: { title: text.sessionPage.reject, hint: text.sessionPage.rejectHint },
  bill: { title: text.sessionPage.bill, hint: text.sessionPage.billHint },
};

/** What a person may do with a session, as it stands now. */
export function SessionActions({ session, done }: { readonly session: SessionView; readonly done: () => void }) {
  const stop = useAction();
  const [asks, setAsks] = useState<Act>();
  const [said, setSaid] = useState<string>();
  const running = session.lifecycle === "active";
  const isSuspect = session.lifecycle === "ended" && session.review === "suspect";
  const waits = session.lifecycle === "ended" && !isSuspect && (session.settlement === "held" || session.settlement === "unpriced");

  async function stopIt(): Promise<void> {
    const answer = await stop.run(at("POST /stations/{id}/commands", { path: { id: session.stationId } }), { command: "stop", transaction: session.transaction });
    setSaid(answer?.text);
  }

  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        {running ? <Button color="red" variant="light" loading={stop.busy} onClick={() => void stopIt()}>{text.sessionPage.stop}</Button> : null}
        {running ? <Button variant="default" onClick={() => setAsks("close")}>{text.sessionPage.closeBooks}</Button> : null}
        {isSuspect ? <Button onClick={() => setAsks("clear")}>{text.sessionPage.clear}</Button> : null}
        {waits ? <Button onClick={() => setAsks("bill")}>{text.sessionPage.bill}</Button> : null}
        {isSuspect || waits ? <Button variant="default" onClick={() => setAsks("reject")}>{text.sessionPage.reject}</Button> : null}
      </Group>
      {said === undefined ? null : <Text size="sm" role="status">{said}</Text>}
      <ProblemAlert problem={stop.problem} />
      {asks === undefined ? null : <ReasonDialog session={session} action={asks} close={() => setAsks(undefined)} done={done} />}
    </Stack>
  );
}

function ReasonDialog({ session, action, close, done }: { readonly session: SessionView; readonly action: Act; readonly close: () => void; readonly done: () => void }) {
  const [reason, setReason] = useState("");
  const send = useAction();
  async function submit(): Promise<void> {
    if ((await send.run(at(`POST /sessions/{id}/${action}`, { path: { id: session.id } }), { reason })) === undefined) return;
    done();
    close();
  }
  return (
    <Modal opened onClose={close} title={asked[action].title}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Text size="sm">{asked[action].hint}</Text>
          <TextInput label={text.common.reason} description={text.sessionPage.reasonHint} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
          <ProblemAlert problem={send.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={send.busy}>{asked[action].title}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
