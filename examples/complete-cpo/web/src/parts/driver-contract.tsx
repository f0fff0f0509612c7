import { Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { DriverView } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { customers } from "../texts/customers.ts";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

/** What an account is subscribed to. */
export function DriverContract({ driver, changed }: { readonly driver: DriverView; readonly changed: () => void }) {
  const plans = useAll(at("GET /subscription-plans", { query: { limit: "200" } }));
  const [plan, setPlan] = useState<string | null>(null);
  const act = useAction();
  const endless = driver.contracts.find(({ state, until }) => state !== "over" && until === undefined);
  const writes = may("drivers:write");
  const path = { id: driver.id };

  async function take(asked: Promise<DriverView | undefined>): Promise<void> {
    if ((await asked) !== undefined) changed();
  }

  return (
    <Section title={customers.contract} actions={writes && endless !== undefined ? <Button size="xs" variant="subtle" color="red" onClick={() => { if (window.confirm(customers.cancelSure(endless.name))) void take(act.run(at("DELETE /drivers/{id}/subscription", { path }))); }}>{customers.cancel}</Button> : null}>
      {driver.contracts.length === 0 ? <Text size="sm" c="dimmed">{customers.noContract}</Text> : (
        <Stack gap={6}>
          {driver.contracts.map((contract) => (
            <Group key={contract.id} gap="sm">
              <Text size="sm" fw={600}>{contract.name}</Text>
              <Badge color={contract.state === "running" ? "teal" : contract.state === "coming" ? "blue" : "gray"}>{customers.contractStates[contract.state]}</Badge>
              <Text size="sm" c="dimmed">{`${dateTime(contract.from, localZone)} – ${contract.until === undefined ? customers.goesOn : dateTime(contract.until, localZone)}`}</Text>
            </Group>
          ))}
        </Stack>
      )}
      {writes ? (
        <Group align="flex-end">
          <Select label={customers.plan} data={(plans.value?.items ?? []).filter(({ closed }) => !closed).map(({ id, name }) => ({ value: id, label: name }))} value={plan} onChange={setPlan} />
          <Button variant="light" disabled={plan === null} loading={act.busy} onClick={() => plan !== null && void take(act.run(at("PUT /drivers/{id}/subscription", { path }), { plan }))}>{customers.choose}</Button>
        </Group>
      ) : null}
      <ProblemAlert problem={act.problem ?? plans.problem} />
    </Section>
  );
}
