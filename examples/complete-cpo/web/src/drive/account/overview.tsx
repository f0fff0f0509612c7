import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { at } from "../../api/address.ts";
import type { DriverAccount } from "../../../../src/wire/driver-account.ts";
import { useAction } from "../../api/use-action.ts";
import { useAll } from "../../api/use-api.ts";
import { duration, energy, money, power } from "../../format.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded, ProblemAlert } from "../../parts/states.tsx";
import { Link } from "../../router.tsx";
import { account as words } from "../../texts/account.ts";
import { Method } from "./method.tsx";
import { Cards } from "./cards.tsx";
import { Rewards } from "./rewards.tsx";
import { Subscription } from "./subscription.tsx";

const EVERY = 5_000;

/** What charges now, and with what. */
export function Overview({ account }: { readonly account: DriverAccount }) {
  return (
    <>
      <Running />
      <Method account={account} />
      <Cards account={account} />
      <Subscription account={account} />
      <Rewards />
    </>
  );
}

function Running() {
  const running = useAll(at("GET /public/account/running"));
  const stop = useAction();
  const { reload } = running;
  useEffect(() => {
    const timer = setInterval(reload, EVERY);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Section title={words.running}>
      <Loaded resource={running} rows={1}>
        {({ items }) => items.length === 0
          ? <Stack gap={4}><Text size="sm" c="dimmed">{words.nothingRuns}</Text><Link to="/drive" size="sm">{words.findPlace}</Link></Stack>
          : (
            <Stack gap="xs">
              {items.map((charge) => (
                <Card key={charge.id} padding="sm" withBorder>
                  <Group justify="space-between">
                    <Stack gap={2}>
                      <Text fw={600}>{charge.place ?? charge.evse ?? charge.card}</Text>
                      <Text size="sm" className="figures">{[energy(charge.energyWh), duration(Math.round((Date.now() - Date.parse(charge.startedAt)) / 1_000)), ...(charge.powerW === undefined ? [] : [power(charge.powerW)]), ...(charge.cost === undefined ? [] : [money(charge.cost)])].join(" · ")}</Text>
                    </Stack>
                    <Button color="red" loading={stop.busy} onClick={() => void stop.run(at("POST /public/account/running/{id}/stop", { path: { id: charge.id } })).then(reload)}>{words.stop}</Button>
                  </Group>
                </Card>
              ))}
            </Stack>
          )}
      </Loaded>
      <ProblemAlert problem={stop.problem} />
    </Section>
  );
}
