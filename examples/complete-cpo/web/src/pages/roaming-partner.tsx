import { Badge, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useApi } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import type { PartnerView } from "../../../src/wire/partner.ts";
import { useAction } from "../api/use-action.ts";
import { usePartnerJobs } from "../api/use-partner-jobs.ts";
import { dateTime, localZone } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { PartnerCommands } from "../parts/partner-commands.tsx";
import { PartnerConformance } from "../parts/partner-conformance.tsx";
import { PartnerWork } from "../parts/partner-jobs.tsx";
import { partiesOf, PartnerBadge } from "../parts/partner-badge.tsx";
import { PartnerDeliveries } from "../parts/partner-deliveries.tsx";
import { PartnerObjects } from "../parts/partner-objects.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

type Act = keyof typeof text.roaming.actions.done;

/** One partner: how the connection stands, what it offers, what it is still to hear, and whether it keeps to the rules. */
export function PartnerPage({ id }: { readonly id: string }) {
  const partner = useApi(at("GET /partners/{id}", { path: { id } }));
  const jobs = usePartnerJobs(id);
  const act = useAction();
  const [done, setDone] = useState<Act>();
  const [ending, setEnding] = useState(false);

  async function run(name: Act): Promise<void> {
    setDone(undefined);
    const changed = await (name === "remove" ? act.run(at("DELETE /partners/{id}", { path: { id } })) : act.run(at(`POST /partners/{id}/${name}`, { path: { id } })));
    setEnding(false);
    if (changed === undefined) return;
    partner.change(() => changed);
    setDone(name);
  }

  const button = (name: Act, label: string, color?: string) => <Button key={name} variant="default" {...(color === undefined ? {} : { color, variant: "light" })} loading={act.busy} onClick={() => (name === "remove" ? setEnding(true) : void run(name))}>{label}</Button>;
  const actions = ({ status }: PartnerView) => {
    const { actions: words } = text.roaming;
    const end = button("remove", words.remove, "red");
    if (status === "removed") return undefined;
    if (status === "connected") return [button("refresh", words.refresh), button("rotate", words.rotate), button("suspend", words.suspend), end];
    return [...(status === "invited" ? [] : [button("resume", status === "suspended" ? words.resume : words.again)]), end];
  };

  return (
    <Loaded resource={partner} rows={8}>
      {(value) => (
        <>
          <PageTitle
            above={<BackLink to="/partners" label={text.roaming.title} />} title={value.name ?? value.id} actions={actions(value)}
            badges={<><PartnerBadge status={value.status} />{value.version === undefined ? null : <Badge variant="default">{`OCPI ${value.version}`}</Badge>}{value.isHub ? <Badge variant="default">{text.roaming.hub}</Badge> : null}</>}
          />
          <Stack>
            <ProblemAlert problem={act.problem ?? jobs.problem} />
            {done === undefined ? null : <Text size="sm" c="teal" role="status">{text.roaming.actions.done[done]}</Text>}
            <Section title={partiesOf(value) || value.name || value.id}>
              <FactList cols={{ base: 1, sm: 2 }} facts={[
                [text.roaming.facts.parties, value.parties.length === 0 ? undefined : [...new Set(value.parties.map((party) => party.name))].join(", ")],
                [text.roaming.facts.versionsUrl, value.versionsUrl],
                [text.roaming.facts.hosts, value.allowHosts.length === 0 ? undefined : value.allowHosts.join(", ")],
                [text.roaming.facts.quirks, Object.keys(value.profile).length === 0 ? undefined : Object.entries(value.profile).map(([name, wanted]) => `${name}: ${String(wanted)}`).join(", ")],
                [text.roaming.changed, dateTime(value.updatedAt, localZone)],
              ]} />
            </Section>
            {value.status === "connected" || value.status === "suspended" ? <PartnerDeliveries id={id} jobs={jobs} isConnected={value.status === "connected"} /> : null}
            {value.status === "connected" ? <PartnerConformance id={id} jobs={jobs} /> : null}
            {value.endpoints.length === 0 ? null : <PartnerObjects id={id} jobs={jobs} isConnected={value.status === "connected"} />}
            {value.status === "invited" ? null : <PartnerCommands id={id} isConnected={value.status === "connected"} />}
            {value.status === "invited" ? null : <PartnerWork jobs={jobs} />}
            <Section title={text.roaming.endpoints.title}>
              {value.endpoints.length === 0
                ? <Text size="sm" c="dimmed">{text.roaming.endpoints.none}</Text>
                : (
                  <Rows
                    label={text.roaming.endpoints.title} items={value.endpoints} keyOf={({ module, role }) => `${module} ${role ?? ""}`}
                    columns={[
                      { title: text.roaming.endpoints.module, cell: ({ module }) => <Text size="sm" fw={600}>{module}</Text> },
                      { title: text.roaming.endpoints.role, cell: ({ role }) => role ?? text.roaming.endpoints.any },
                      { title: text.roaming.endpoints.url, cell: ({ url }) => <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>{url}</Text> },
                    ]}
                  />
                )}
            </Section>
          </Stack>
          <Modal opened={ending} onClose={() => setEnding(false)} title={text.roaming.actions.remove}>
            <Stack>
              <Text size="sm">{text.roaming.actions.removeHint}</Text>
              <Group justify="flex-end"><Button variant="default" onClick={() => setEnding(false)}>{text.common.cancel}</Button><Button color="red" loading={act.busy} onClick={() => void run("remove")}>{text.roaming.actions.remove}</Button></Group>
            </Stack>
          </Modal>
        </>
      )}
    </Loaded>
  );
}
