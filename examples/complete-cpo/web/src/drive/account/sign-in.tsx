import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { at } from "../../api/address.ts";
import { useAction } from "../../api/use-action.ts";
import { language } from "../../language.ts";
import { ProblemAlert } from "../../parts/states.tsx";
import { account as words } from "../../texts/account.ts";
import { setDriver } from "./use-driver.ts";

/** What the link of the letter carries; it leaves the address at once. */
function takeLink(): string | undefined {
  const given = /^#sign-in=(.+)$/.exec(location.hash)?.[1];
  if (given !== undefined) history.replaceState(null, "", location.pathname + location.search);
  return given;
}

/** Signing in with a code or a link that comes by e-mail. */
export function SignIn({ keepsMail }: { readonly keepsMail: boolean }) {
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [sentTo, setSentTo] = useState<string>();
  const letter = useAction();
  const enter = useAction();
  const { run } = enter;

  useEffect(() => {
    const use = (): void => {
      const link = takeLink();
      if (link !== undefined) void run(at("POST /public/account/session"), { link }).then((state) => state !== undefined && setDriver(state));
    };
    use();
    // Opened where this page stands already, the link changes nothing but the end of the address.
    addEventListener("hashchange", use);
    return () => removeEventListener("hashchange", use);
  }, [run]);

  async function send(): Promise<void> {
    enter.clear();
    if ((await letter.run(at("POST /public/account/letters"), { email, language })) !== undefined) setSentTo(email.trim());
  }

  async function confirm(): Promise<void> {
    if (sentTo === undefined) return;
    const state = await enter.run(at("POST /public/account/session"), { email: sentTo, code });
    if (state !== undefined) setDriver(state);
  }

  return (
    <Stack maw={420}>
      <Title order={1} size="h2">{words.signIn}</Title>
      {sentTo === undefined ? (
        <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
          <Stack>
            <Text size="sm">{words.signInHint}</Text>
            <TextInput label={words.email} type="email" autoComplete="email" required value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={letter.problem?.problem.field === "email" ? letter.problem.message : undefined} />
            <ProblemAlert problem={enter.problem ?? (letter.problem?.problem.field === "email" ? undefined : letter.problem)} />
            <Button type="submit" size="lg" loading={letter.busy || enter.busy}>{words.sendCode}</Button>
          </Stack>
        </form>
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); void confirm(); }}>
          <Stack>
            <Text role="status">{words.sent(sentTo)}</Text>
            {keepsMail ? <Alert color="grape">{words.keptHint}</Alert> : null}
            <TextInput label={words.code} inputMode="numeric" autoComplete="one-time-code" maxLength={6} required value={code} onChange={(event) => setCode(event.currentTarget.value)} data-autofocus />
            <ProblemAlert problem={enter.problem} />
            <Button type="submit" size="lg" loading={enter.busy}>{words.enter}</Button>
            <Anchor component="button" type="button" size="sm" onClick={() => { setSentTo(undefined); setCode(""); enter.clear(); }}>{words.otherEmail}</Anchor>
          </Stack>
        </form>
      )}
    </Stack>
  );
}
