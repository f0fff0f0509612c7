import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { decimal, money, number } from "../format.ts";
import { customers } from "../texts/customers.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

/** Points and vouchers of an account. */
export function DriverRewards({ driver }: { readonly driver: string }) {
  const path = { id: driver };
  const rewards = useApi(at("GET /drivers/{id}/rewards", { path }));
  const [code, setCode] = useState("");
  const act = useAction();

  async function take(asked: Promise<unknown>): Promise<void> {
    if ((await asked) === undefined) return;
    setCode("");
    rewards.reload();
  }

  return (
    <Section title={customers.rewards}>
      <Loaded resource={rewards} rows={2}>
        {({ points, pointsWorth, vouchers }) => (
          <Stack gap={4}>
            <Group gap="sm">
              <Text size="sm">{customers.hasPoints(number(points))}</Text>
              {pointsWorth === undefined || points === 0 || !may("drivers:write") ? null : <Button size="compact-xs" variant="light" loading={act.busy} onClick={() => void take(act.run(at("POST /drivers/{id}/points", { path }), { points, id: crypto.randomUUID() }))}>{customers.redeemPoints(money(pointsWorth))}</Button>}
            </Group>
            {vouchers.map((voucher) => <Text key={voucher.id} size="sm">{`${voucher.name}: ${voucher.left === undefined ? customers.percentOfSessions(decimal(voucher.percent ?? "0"), voucher.sessionsLeft ?? 0) : money(voucher.left)}`}</Text>)}
          </Stack>
        )}
      </Loaded>
      {may("drivers:write") ? (
        <form onSubmit={(event) => { event.preventDefault(); void take(act.run(at("POST /drivers/{id}/vouchers", { path }), { code: code.trim() })); }}>
          <Group align="flex-end"><TextInput label={customers.code} required value={code} onChange={(event) => setCode(event.currentTarget.value)} /><Button type="submit" variant="light" loading={act.busy}>{customers.redeem}</Button></Group>
        </form>
      ) : null}
      <ProblemAlert problem={act.problem} />
    </Section>
  );
}
