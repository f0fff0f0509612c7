import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../../api/address.ts";
import type { RewardsView } from "../../../../src/wire/voucher.ts";
import { useAction } from "../../api/use-action.ts";
import { useApi } from "../../api/use-api.ts";
import { dateTime, decimal, localZone, money, number } from "../../format.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded, ProblemAlert } from "../../parts/states.tsx";
import { account as words } from "../../texts/account.ts";

/** Points that charging earned, and vouchers; both lower the next invoices. */
export function Rewards() {
  const rewards = useApi(at("GET /public/account/rewards"));
  const [code, setCode] = useState("");
  const act = useAction();
  const isCode = act.problem?.problem.field === "code";

  async function take(asked: Promise<RewardsView | undefined>): Promise<void> {
    if ((await asked) === undefined) return;
    setCode("");
    rewards.reload();
  }

  return (
    <Section title={words.rewards}>
      <Loaded resource={rewards} rows={2}>
        {({ points, pointsWorth, vouchers, entries }) => (
          <Stack gap="xs">
            <Group justify="space-between">
              <Text size="sm" fw={600}>{words.points(number(points))}</Text>
              {pointsWorth === undefined ? null : <Button size="compact-sm" variant="light" loading={act.busy} onClick={() => void take(act.run(at("POST /public/account/points"), { points, id: crypto.randomUUID() }))}>{words.redeemPoints(money(pointsWorth))}</Button>}
            </Group>
            {entries.slice(0, 5).map((entry) => <Text key={entry.id} size="xs" c="dimmed" className="figures">{`${dateTime(entry.at, localZone)} · ${words.pointKinds[entry.kind]} · ${entry.points > 0 ? "+" : ""}${number(entry.points)}`}</Text>)}
            {vouchers.map((voucher) => <Text key={voucher.id} size="sm">{`${voucher.name}: ${voucher.left === undefined ? words.percentLeft(decimal(voucher.percent ?? "0"), voucher.sessionsLeft ?? 0) : words.amountLeft(money(voucher.left))}`}</Text>)}
          </Stack>
        )}
      </Loaded>
      <form onSubmit={(event) => { event.preventDefault(); void take(act.run(at("POST /public/account/vouchers"), { code })); }}>
        <Group align="flex-end"><TextInput label={words.voucherCode} required value={code} onChange={(event) => setCode(event.currentTarget.value)} error={isCode ? act.problem?.message : undefined} /><Button type="submit" variant="light" loading={act.busy}>{words.redeem}</Button></Group>
      </form>
      <ProblemAlert problem={isCode ? undefined : act.problem} />
    </Section>
  );
}
