import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { ProblemAlert } from "./states.tsx";

/** Replaces the own password; all other logins end with it. */
export function PasswordForm({ done }: { readonly done: () => void }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useAction();
  const error = (field: string): string | undefined => (change.problem?.problem.field === field ? change.problem.message : undefined);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if ((await change.run(at("POST /account/password"), { current, next })) === undefined) return;
    setCurrent("");
    setNext("");
    done();
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <PasswordInput label={text.account.currentPassword} required value={current} onChange={(event) => setCurrent(event.currentTarget.value)} error={error("current")} autoComplete="current-password" />
        <PasswordInput label={text.account.nextPassword} description={text.account.passwordHint} required value={next} onChange={(event) => setNext(event.currentTarget.value)} error={error("next")} autoComplete="new-password" />
        {change.problem?.problem.field === undefined ? <ProblemAlert problem={change.problem} /> : null}
        <Group justify="flex-end"><Button type="submit" loading={change.busy}>{text.account.replacePassword}</Button></Group>
      </Stack>
    </form>
  );
}
