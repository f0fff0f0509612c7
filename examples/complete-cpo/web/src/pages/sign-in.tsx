import { Button, Card, Center, Divider, Group, PasswordInput, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at } from "../api/address.ts";
import type { SessionState } from "../../../src/wire/access.ts";
import { base } from "../api/base.ts";
import { setSession } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useBranding } from "../parts/branding.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

/** Asks who you are: by name and password with a second factor, by another place where people sign in, or by the operator key. */
export function SignIn({ state }: { readonly state: SessionState }) {
  const branding = useBranding().value;
  const [way, setWay] = useState<"account" | "key">(state.accounts ? "account" : "key");
  return (
    <Center component="main" mih="100dvh" p="md">
      <Card w="100%" maw={420} padding="xl" shadow="sm">
        <Stack>
          <Group gap="sm" wrap="nowrap">
            <img src={branding?.logo ?? "/icon.svg"} width={36} height={36} alt="" />
            <Stack gap={0}>
              <Title order={1} size="h3">{text.signIn.title}</Title>
              <Text size="sm" c="dimmed">{`${branding?.name ?? text.product} · ${text.console}`}</Text>
            </Stack>
          </Group>
          {state.accounts ? <SegmentedControl fullWidth value={way} onChange={(chosen) => setWay(chosen === "key" ? "key" : "account")} data={[{ value: "account", label: text.signIn.account }, { value: "key", label: text.signIn.label }]} /> : null}
          {way === "account" ? <ByPassword /> : <ByKey />}
          {state.providers.length === 0 ? null : <Divider label={text.signIn.or} />}
          {state.providers.map(({ id, label }) => <Button key={id} component="a" href={`${base}/api/v1/sign-in/${id}`} variant="default" fullWidth>{text.signIn.with(label)}</Button>)}
        </Stack>
      </Card>
    </Center>
  );
}

function ByPassword() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const signIn = useAction();
  const [asksCode, setAsksCode] = useState(false);
  const needsCode = signIn.problem?.problem.code === "code-needed";
  if (needsCode && !asksCode) setAsksCode(true);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const state = await signIn.run(at("POST /session"), { name, password, ...(code === "" ? {} : { code }) });
    if (state !== undefined) setSession(state);
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <TextInput label={text.signIn.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} autoComplete="username" autoFocus />
        <PasswordInput label={text.signIn.password} required value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password" />
        {asksCode ? <TextInput label={text.signIn.code} description={text.signIn.codeHint} required value={code} onChange={(event) => setCode(event.currentTarget.value)} autoComplete="one-time-code" autoFocus /> : null}
        {needsCode ? null : <ProblemAlert problem={signIn.problem} />}
        <Button type="submit" loading={signIn.busy} fullWidth>{text.signIn.button}</Button>
      </Stack>
    </form>
  );
}

function ByKey() {
  const [key, setKey] = useState("");
  const [empty, setEmpty] = useState(false);
  const signIn = useAction();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setEmpty(key.trim() === "");
    if (key.trim() === "") return;
    const state = await signIn.run(at("POST /session"), { key: key.trim() });
    if (state !== undefined) setSession(state);
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Text size="sm">{text.signIn.hint}</Text>
        <PasswordInput label={text.signIn.label} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={empty ? text.signIn.empty : undefined} autoComplete="current-password" data-autofocus autoFocus />
        <ProblemAlert problem={signIn.problem} />
        <Button type="submit" loading={signIn.busy} fullWidth>{text.signIn.button}</Button>
        <Text size="xs" c="dimmed">{text.signIn.lost}</Text>
      </Stack>
    </form>
  );
}
