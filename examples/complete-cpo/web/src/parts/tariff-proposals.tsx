import { Box, Button, Card, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { TariffProposalView } from "../../../src/wire/tariff-proposal.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { editor } from "../texts/editor.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";
import { Findings, Summary } from "./tariff-parts.tsx";

/** Versions that wait for a second person; nothing where none do. */
export function TariffProposals({ changed }: { readonly changed: () => void }) {
  const proposals = useAll(at("GET /tariff-proposals", { query: { limit: "50" } }));
  const items = proposals.value?.items ?? [];
  if (items.length === 0) return <ProblemAlert problem={proposals.problem} />;
  return (
    <Box mb="md">
      <Section title={editor.waitingVersions}>
        {items.map((proposal) => <Proposal key={proposal.id} proposal={proposal} done={() => { proposals.reload(); changed(); }} />)}
      </Section>
    </Box>
  );
}

function Proposal({ proposal, done }: { readonly proposal: TariffProposalView; readonly done: () => void }) {
  const act = useAction();
  const [reason, setReason] = useState<string>();
  const path = { id: proposal.id };

  async function decided(asked: Promise<unknown>): Promise<void> {
    if ((await asked) !== undefined) done();
  }

  return (
    <Card withBorder padding="sm" component="article" aria-label={proposal.name}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{`${proposal.name} (${proposal.tariffId})`}</Text>
          <Text size="sm" c="dimmed">{editor.proposedBy(proposal.proposedBy, dateTime(proposal.proposedAt, localZone))}</Text>
        </Group>
        <Summary lines={proposal.summary} />
        {proposal.findings.length === 0 ? null : <Findings findings={proposal.findings} />}
        <ProblemAlert problem={act.problem} />
        {reason === undefined
          ? <Group gap="xs"><Button loading={act.busy} onClick={() => void decided(act.run(at("POST /tariff-proposals/{id}/approve", { path })))}>{editor.approve}</Button><Button variant="default" onClick={() => setReason("")}>{editor.reject}</Button></Group>
          : (
            <Group gap="xs" align="flex-end">
              <TextInput label={editor.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} style={{ flex: 1 }} />
              <Button color="red" disabled={reason.trim() === ""} loading={act.busy} onClick={() => void decided(act.run(at("POST /tariff-proposals/{id}/reject", { path }), { reason }))}>{editor.reject}</Button>
              <Button variant="default" onClick={() => setReason(undefined)}>{text.common.cancel}</Button>
            </Group>
          )}
      </Stack>
    </Card>
  );
}
