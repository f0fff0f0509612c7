import { Alert, Button, Group, Loader, Modal, PasswordInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { at, type BodyOf } from "../api/address.ts";
import type { InvitationView } from "../../../src/wire/partner.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { CopyField } from "./copy-field.tsx";
import { ProblemAlert } from "./states.tsx";

/** How often a partner that was invited is looked for, in ms. */
const LOOK = 2_000;

function hostsIn(typed: string): { readonly allowHosts?: readonly string[] } {
  const allowHosts = typed.split(",").map((host) => host.trim()).filter((host) => host !== "");
  return allowHosts.length === 0 ? {} : { allowHosts };
}

/** Makes token A, shows it once, and waits until the partner has used it. */
export function InvitePartner({ close }: { readonly close: () => void }) {
  const [name, setName] = useState("");
  const [hosts, setHosts] = useState("");
  const [isHub, setHub] = useState(false);
  const [issued, setIssued] = useState<InvitationView>();
  const invite = useAction();

  async function submit(): Promise<void> {
    const answer = await invite.run(at("POST /partners/invitations"), { name: name.trim(), ...hostsIn(hosts), ...(isHub ? { isHub } : {}) });
    if (answer !== undefined) setIssued(answer);
  }

  return (
    <Modal opened onClose={close} title={text.roaming.invite.title} size="lg">
      {issued === undefined
        ? (
          <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
            <Stack>
              <Text size="sm" c="dimmed">{text.roaming.invite.hint}</Text>
              <TextInput label={text.roaming.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
              <TextInput label={text.roaming.hosts} description={text.roaming.hostsHint} value={hosts} onChange={(event) => setHosts(event.currentTarget.value)} />
              <Switch label={text.roaming.isHub} checked={isHub} onChange={(event) => setHub(event.currentTarget.checked)} />
              <ProblemAlert problem={invite.problem} />
              <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={invite.busy}>{text.roaming.invite.button}</Button></Group>
            </Stack>
          </form>
        )
        : (
          <Stack>
            <Text size="sm">{text.roaming.invite.issued}</Text>
            <CopyField label={text.roaming.invite.versionsUrl} value={issued.versionsUrl} />
            <CopyField label={text.roaming.invite.token} value={issued.registrationToken} />
            <Arrival id={issued.partner.id} />
          </Stack>
        )}
    </Modal>
  );
}

function Arrival({ id }: { readonly id: string }) {
  const partner = useApi(at("GET /partners/{id}", { path: { id } }));
  const isHere = partner.value?.status === "connected";
  useEffect(() => {
    if (isHere) return undefined;
    const timer = setInterval(partner.reload, LOOK);
    return () => clearInterval(timer);
  }, [isHere, partner.reload]);
  if (!isHere) return <Group gap="sm" role="status"><Loader size="sm" /><Text size="sm" c="dimmed">{text.roaming.invite.waiting}</Text></Group>;
  return (
    <Alert color="teal" role="status" title={text.roaming.invite.arrived(partner.value?.name ?? id)}>
      <Button size="xs" variant="light" color="teal" onClick={() => go(`/partners/${encodeURIComponent(id)}`)}>{text.roaming.invite.show}</Button>
    </Alert>
  );
}

const NEWEST = "newest";
type Version = typeof NEWEST | NonNullable<BodyOf<"POST /partners">["version"]>;

/** The handshake from our side: discovery, credentials, and both are connected. */
export function RegisterWithPartner({ close }: { readonly close: () => void }) {
  const [name, setName] = useState("");
  const [versionsUrl, setVersionsUrl] = useState("");
  const [token, setToken] = useState("");
  const [version, setVersion] = useState<Version>(NEWEST);
  const [hosts, setHosts] = useState("");
  const [isHub, setHub] = useState(false);
  const register = useAction();
  const error = (field: string): string | undefined => (register.problem?.problem.field === field ? register.problem.message : undefined);

  async function submit(): Promise<void> {
    const partner = await register.run(at("POST /partners"), { name: name.trim(), versionsUrl: versionsUrl.trim(), token: token.trim(), ...(version === NEWEST ? {} : { version }), ...hostsIn(hosts), ...(isHub ? { isHub } : {}) });
    if (partner !== undefined) go(`/partners/${encodeURIComponent(partner.id)}`);
  }

  return (
    <Modal opened onClose={close} title={text.roaming.register.title} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Text size="sm" c="dimmed">{text.roaming.register.hint}</Text>
          <TextInput label={text.roaming.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} error={error("name")} data-autofocus />
          <TextInput label={text.roaming.register.versionsUrl} required type="url" placeholder="https://partner.example.com/ocpi/versions" value={versionsUrl} onChange={(event) => setVersionsUrl(event.currentTarget.value)} error={error("versionsUrl")} />
          <PasswordInput label={text.roaming.register.token} required autoComplete="off" value={token} onChange={(event) => setToken(event.currentTarget.value)} error={error("token")} />
          <Select label={text.roaming.register.version} allowDeselect={false} value={version} onChange={(next) => setVersion(next ?? NEWEST)} data={[{ value: NEWEST, label: text.roaming.register.newest }, "2.3.0", "2.2.1", "2.1.1"]} />
          <TextInput label={text.roaming.hosts} description={text.roaming.hostsHint} value={hosts} onChange={(event) => setHosts(event.currentTarget.value)} error={error("allowHosts")} />
          <Switch label={text.roaming.isHub} checked={isHub} onChange={(event) => setHub(event.currentTarget.checked)} />
          <ProblemAlert problem={register.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={register.busy}>{text.roaming.register.button}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
