import { Alert, Badge, Button, Center, Code, Group, Image, Modal, PasswordInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at } from "../api/address.ts";
import type { AccountView } from "../../../src/wire/access.ts";
import { session } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { CopyField } from "../parts/copy-field.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { PasswordForm } from "../parts/password-form.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

/** The own account: password, second factor, and where it is signed in. */
export function Account() {
  const isUser = session()?.isUser === true;
  const account = useApi(isUser ? at("GET /account") : undefined);
  const [changed, setChanged] = useState(false);
  return (
    <>
      <PageTitle title={text.account.title} />
      <Stack>
        {isUser ? null : <Alert>{text.account.keyOnly}</Alert>}
        {isUser ? (
          <Loaded resource={account}>
            {(own) => (
              <>
                <Section title={own.fullName ?? own.name}>
                  <FactList facts={[
                    [text.account.name, own.name], [text.users.roles, own.roles.map((role) => text.users.role[role]).join(", ")],
                    [text.users.locations, own.locations?.join(", ") ?? text.users.allLocations], [text.users.lastSignIn, own.lastSignInAt === undefined ? "–" : dateTime(own.lastSignInAt, localZone)],
                  ]} />
                </Section>
                <SimpleGrid cols={{ base: 1, md: 2 }}>
                  {own.hasPassword ? (
                    <Section title={text.signIn.password}>
                      {changed ? <Alert color="teal">{text.account.passwordReplaced}</Alert> : null}
                      <PasswordForm done={() => { setChanged(true); account.reload(); }} />
                    </Section>
                  ) : null}
                  <SecondFactor account={own} changed={account.reload} />
                </SimpleGrid>
              </>
            )}
          </Loaded>
        ) : null}
        <Logins />
      </Stack>
    </>
  );
}

interface Begun {
  readonly secret: string;
  readonly secretAddress: string;
  readonly secretImage: string;
}

function SecondFactor({ account, changed }: { readonly account: AccountView; readonly changed: () => void }) {
  const begin = useAction();
  const [begun, setBegun] = useState<Begun>();
  const [removing, setRemoving] = useState(false);
  return (
    <Section title={text.account.secondFactor} actions={account.secondFactor ? <Badge color="teal">{text.account.on}</Badge> : <Badge color="gray">{text.account.off}</Badge>}>
      <Text size="sm">{text.account.secondFactorHint}</Text>
      {account.secondFactor ? <Text size="sm" c="dimmed">{text.account.codesLeft(account.recoveryCodesLeft)}</Text> : null}
      <ProblemAlert problem={begin.problem} />
      <Group>
        {account.secondFactor
          ? <Button variant="light" color="red" onClick={() => setRemoving(true)}>{text.account.removeFactor}</Button>
          : <Button loading={begin.busy} onClick={() => void begin.run(at("POST /account/second-factor")).then(setBegun)}>{text.account.addFactor}</Button>}
      </Group>
      {begun === undefined ? null : <ConfirmFactor {...begun} close={() => { setBegun(undefined); changed(); }} />}
      {removing ? <RemoveFactor close={() => setRemoving(false)} done={changed} /> : null}
    </Section>
  );
}

function ConfirmFactor({ secret, secretAddress, secretImage, close }: Begun & { readonly close: () => void }) {
  const [code, setCode] = useState("");
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>();
  const confirm = useAction();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setRecoveryCodes((await confirm.run(at("POST /account/second-factor/confirm"), { code }))?.recoveryCodes);
  }

  if (recoveryCodes !== undefined) {
    return (
      <Modal opened onClose={close} title={text.account.recoveryCodes}>
        <Stack>
          <Text size="sm">{text.account.recoveryHint}</Text>
          <Code block>{recoveryCodes.join("\n")}</Code>
          <Group justify="flex-end"><Button onClick={close}>{text.account.kept}</Button></Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={close} title={text.account.addFactor}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Text size="sm">{text.account.secretHint}</Text>
          <Center><Image src={`data:image/svg+xml,${encodeURIComponent(secretImage)}`} alt={text.account.qrCode} w={200} h={200} radius="sm" /></Center>
          <CopyField label={text.account.secret} value={secret} />
          <Button component="a" href={secretAddress} variant="default">{text.account.openApp}</Button>
          <TextInput label={text.signIn.code} required value={code} onChange={(event) => setCode(event.currentTarget.value)} inputMode="numeric" autoComplete="one-time-code" />
          <ProblemAlert problem={confirm.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={confirm.busy}>{text.account.confirm}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemoveFactor({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [password, setPassword] = useState("");
  const remove = useAction();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if ((await remove.run(at("POST /account/second-factor/remove"), { password })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={text.account.removeFactor}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <PasswordInput label={text.account.currentPassword} required value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="current-password" data-autofocus />
          <ProblemAlert problem={remove.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" color="red" loading={remove.busy}>{text.account.removeFactor}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Logins() {
  const logins = useApi(at("GET /account/logins"));
  const end = useAction();
  return (
    <Section title={text.account.logins}>
      <ProblemAlert problem={end.problem} />
      <Loaded resource={logins}>
        {({ items }) => (
          <Rows
            label={text.account.logins}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { title: text.account.browser, cell: ({ agent, current }) => <Group gap="xs"><Text size="sm" title={agent}>{browserOf(agent) ?? text.common.unknown}</Text>{current ? <Badge>{text.account.here}</Badge> : null}</Group> },
              { title: text.account.address, cell: ({ address }) => address },
              { title: text.account.lastSeen, cell: ({ lastSeenAt }) => dateTime(lastSeenAt, localZone) },
              { title: text.account.endsAt, cell: ({ endsAt }) => dateTime(endsAt, localZone) },
              { title: "", cell: ({ id, current }) => (current ? null : <Button size="compact-xs" variant="light" color="red" onClick={() => void end.run(at("DELETE /account/logins/{id}", { path: { id } })).then(logins.reload)}>{text.nav.signOut}</Button>), figures: true },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

const BROWSERS = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]] as const;
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["Linux", "Linux"]] as const;

/** `Chrome, Linux` of what a browser says of itself; the beginning of it where nobody knows it. */
function browserOf(agent: string): string | undefined {
  const named = (known: readonly (readonly [string, string])[]): string | undefined => known.find(([mark]) => agent.includes(mark))?.[1];
  const browser = named(BROWSERS);
  if (browser === undefined) return agent === "" ? undefined : agent.slice(0, 40);
  return [browser, named(SYSTEMS)].filter((part) => part !== undefined).join(", ");
}
