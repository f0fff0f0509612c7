import { Badge, Button, Card, Group, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { TariffVersionView } from "../../../src/wire/tariff.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { PlusIcon, TariffIcon } from "../icons.tsx";
import { PublishTariff } from "../parts/publish-tariff.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { TariffProposals } from "../parts/tariff-proposals.tsx";
import { Summary } from "../parts/tariff-parts.tsx";
import { follow, Link } from "../router.tsx";
import { text } from "../texts.ts";
import { editor } from "../texts/editor.ts";

/** The newest version of every tariff. */
export function Tariffs() {
  const tariffs = useApi(at("GET /tariffs"));
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageTitle title={text.tariffs.title} actions={<Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.tariffs.add}</Button>} />
      <TariffProposals changed={tariffs.reload} key={String(adding)} />
      <Loaded resource={tariffs}>
        {({ items }) => items.length === 0
          ? <Empty icon={<TariffIcon size={24} />} title={text.tariffs.empty} hint={text.tariffs.emptyHint} />
          : <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">{items.map((tariff) => <TariffCard key={tariff.id} tariff={tariff} />)}</SimpleGrid>}
      </Loaded>
      <FourEyes />
      {adding ? <PublishTariff close={() => setAdding(false)} /> : null}
    </>
  );
}

/** Whether versions wait for a second person; whoever may change settings may change it. */
function FourEyes() {
  const setting = useApi(at("GET /tariff-approval"));
  const save = useAction();
  if (setting.value === undefined) return null;
  return (
    <Stack mt="md" gap="xs">
      <Switch label={editor.fourEyes} description={editor.fourEyesHint} checked={setting.value.fourEyes} disabled={save.busy}
        onChange={(event) => void save.run(at("PUT /tariff-approval"), { fourEyes: event.currentTarget.checked }).then((answer) => { if (answer !== undefined) setting.change(() => answer); })} />
      <ProblemAlert problem={save.problem} />
    </Stack>
  );
}

function TariffCard({ tariff }: { readonly tariff: TariffVersionView }) {
  const to = `/tariffs/${encodeURIComponent(tariff.tariffId)}`;
  return (
    <Card className="row-link" onClick={(event) => follow(event, to)}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Link to={to} fw={600}>{tariff.name}</Link>
          <Group gap={6} wrap="nowrap" style={{ flexShrink: 0 }}>
            {tariff.findings.length === 0 ? null : <Badge variant="default">{text.tariffs.findingCount(tariff.findings.length)}</Badge>}
            <Badge variant="default">{text.tariffs.version(tariff.number)}</Badge>
          </Group>
        </Group>
        <Text size="xs" c="dimmed">{`${tariff.tariffId} · OCPI ${tariff.ocpiVersion} · ${tariff.currency}`}</Text>
        <Summary lines={tariff.summary} />
      </Stack>
    </Card>
  );
}
