import { Button, Card, Center, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { setKey } from "../api/key.ts";
import { asProblem, request, type RequestProblem } from "../api/request.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

/** Asks for the operator key once and tries it before it is kept. */
export function SignIn() {
  const [value, setValue] = useState("");
  const [busy, setBusy] = useState(false);
  const [empty, setEmpty] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();

  async function signIn(event: FormEvent): Promise<void> {
    event.preventDefault();
    const key = value.trim();
    // Header values are printable ASCII, and so is every key.
    const possible = /^[\x21-\x7e]+$/.test(key);
    setEmpty(!possible);
    if (!possible) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await request("/about", { key });
      setKey(key);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Center mih="100dvh" p="md">
      <Card w="100%" maw={420} padding="xl" shadow="sm">
        <form onSubmit={(event) => void signIn(event)}>
          <Stack>
            <Group gap="sm">
              <img src="/icon.svg" width={36} height={36} alt="" />
              <Stack gap={0}>
                <Title order={1} size="h3">{text.signIn.title}</Title>
                <Text size="sm" c="dimmed">{`${text.product} · ${text.console}`}</Text>
              </Stack>
            </Group>
            <Text size="sm">{text.signIn.hint}</Text>
            <PasswordInput label={text.signIn.label} value={value} onChange={(event) => setValue(event.currentTarget.value)} error={empty ? text.signIn.empty : undefined} autoComplete="current-password" data-autofocus autoFocus />
            <ProblemAlert problem={problem} />
            <Button type="submit" loading={busy} fullWidth>{text.signIn.button}</Button>
            <Text size="xs" c="dimmed">{text.signIn.lost}</Text>
          </Stack>
        </form>
      </Card>
    </Center>
  );
}
