import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { at } from "../../api/address.ts";
import type { PlanView } from "../../../../src/wire/driver.ts";
import type { DriverAccount } from "../../../../src/wire/driver-account.ts";
import { useAction } from "../../api/use-action.ts";
import { useApi } from "../../api/use-api.ts";
import { dateTime, decimal, localZone, money } from "../../format.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded, ProblemAlert } from "../../parts/states.tsx";
import { account as words } from "../../texts/account.ts";
import { setAccount } from "./use-driver.ts";

type Plan = Omit<PlanView, "tariffs" | "closed">;

/** What the driver is subscribed to, and what there is. */
export function Subscription({ account: { contracts } }: { readonly account: DriverAccount }) {
  const plans = useApi(at("GET /public/account/plans"));
  const act = useAction();
  const shown = contracts.filter(({ state }) => state !== "over");
  const endless = shown.find(({ until }) => until === undefined);

  async function take(asked: Promise<DriverAccount | undefined>): Promise<void> {
    const next = await asked;
    if (next !== undefined) setAccount(next);
  }

  return (
    <Section title={words.subscription} actions={endless === undefined ? null : <Button size="compact-sm" variant="subtle" color="red" onClick={() => { if (window.confirm(words.cancelSure)) void take(act.run(at("DELETE /public/account/subscription"))); }}>{words.cancel}</Button>}>
      {shown.length === 0 ? <Text size="sm" c="dimmed">{words.noSubscription}</Text> : null}
      {shown.map((contract) => (
        <Group key={contract.id} gap="xs">
          <Text size="sm" fw={600}>{contract.name}</Text>
          <Badge color={contract.state === "running" ? "teal" : "blue"}>{words.states[contract.state]}</Badge>
          <Text size="sm" c="dimmed">{[...(contract.state === "coming" ? [words.from(dateTime(contract.from, localZone))] : []), ...(contract.until === undefined ? [] : [words.until(dateTime(contract.until, localZone))])].join(" ")}</Text>
        </Group>
      ))}
      <Loaded resource={plans} rows={1}>
        {({ items }) => (
          <Stack gap="xs">
            {items.map((plan) => (
              <Card key={plan.id} padding="sm" withBorder>
                <Stack gap="xs">
                  <Stack gap={2}>
                    <Text fw={600}>{plan.name}</Text>
                    {plan.description === undefined ? null : <Text size="sm">{plan.description}</Text>}
                    <Text size="sm" c="dimmed" className="figures">{termsOf(plan).join(" · ")}</Text>
                  </Stack>
                  {endless?.plan === plan.id ? <Badge color="teal">{words.chosen}</Badge> : <Button size="sm" style={{ alignSelf: "start" }} variant="light" loading={act.busy} onClick={() => void take(act.run(at("PUT /public/account/subscription"), { plan: plan.id }))}>{words.choose}</Button>}
                </Stack>
              </Card>
            ))}
          </Stack>
        )}
      </Loaded>
      <ProblemAlert problem={act.problem} />
    </Section>
  );
}

function termsOf({ term, feeWithTax, leastMonths, percentOff, kwhPerMonth, kwhPerYear, freeParkingMinutes }: Plan): string[] {
  return [
    feeWithTax === undefined ? words.noFee : words.feeOf[term](money(feeWithTax)), leastMonths === 0 ? words.anyTerm[term] : words.atLeast(leastMonths),
    ...(percentOff === undefined ? [] : [words.percentOff(decimal(percentOff))]), ...(kwhPerMonth === undefined ? [] : [words.kwhFree.month(decimal(kwhPerMonth))]), ...(kwhPerYear === undefined ? [] : [words.kwhFree.year(decimal(kwhPerYear))]), ...(freeParkingMinutes === undefined ? [] : [words.minutesFree(freeParkingMinutes)]),
  ];
}
