import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { AccountCard, DriverAccount } from "../../../../src/wire/driver-account.ts";
import { at } from "../../api/address.ts";
import { useAction, type Run } from "../../api/use-action.ts";
import { localZone, timeOfDay } from "../../format.ts";
import { Section } from "../../parts/section.tsx";
import { ProblemAlert } from "../../parts/states.tsx";
import { account as words } from "../../texts/account.ts";
import { setAccount } from "./use-driver.ts";

const TONES = { active: "teal", blocked: "red", waiting: "blue" } as const;

/** The driver's own charging cards. */
export function Cards({ account }: { readonly account: DriverAccount }) {
  const [number, setNumber] = useState("");
  const act = useAction();
  const isMine = act.problem?.problem.field === "number";

  async function take(asked: Promise<DriverAccount | undefined>): Promise<void> {
    const next = await asked;
    if (next === undefined) return;
    setAccount(next);
    setNumber("");
  }

  return (
    <Section title={words.cards}>
      {account.cards.length === 0 ? <Text size="sm" c="dimmed">{words.noCards}</Text> : null}
      <Stack gap="xs">
        {account.cards.map((card) => (
          <Group key={card.id ?? card.number} justify="space-between">
            <Stack gap={2}>
              <Group gap="xs"><Text size="sm" ff="monospace">{card.number}</Text><Badge color={TONES[card.state]}>{words.cardStates[card.state]}</Badge></Group>
              {card.waitsUntil === undefined ? null : <Text size="xs" c="dimmed">{words.cardWaits(timeOfDay(card.waitsUntil, localZone))}</Text>}
            </Stack>
            <CardAct card={card} run={act.run} take={(asked) => void take(asked)} />
          </Group>
        ))}
      </Stack>
      <form onSubmit={(event) => { event.preventDefault(); void take(act.run(at("POST /public/account/cards"), { number })); }}>
        <Group align="flex-end">
          <TextInput label={words.cardNumber} description={words.cardHint} required value={number} onChange={(event) => setNumber(event.currentTarget.value)} error={isMine ? act.problem?.message : undefined} />
          <Button type="submit" variant="light" loading={act.busy}>{words.addCard}</Button>
        </Group>
      </form>
      <ProblemAlert problem={isMine ? undefined : act.problem} />
    </Section>
  );
}

function CardAct({ card: { id, number, state }, run, take }: { readonly card: AccountCard; readonly run: Run; readonly take: (asked: Promise<DriverAccount | undefined>) => void }) {
  if (id === undefined) return <Button size="compact-sm" variant="subtle" onClick={() => take(run(at("DELETE /public/account/waiting-cards/{id}", { path: { id: number } })))}>{words.dropCard}</Button>;
  const blocked = state === "blocked";
  return <Button size="compact-sm" variant="light" color={blocked ? "teal" : "red"} onClick={() => take(run(at("PATCH /public/account/cards/{id}", { path: { id } }), { blocked: !blocked }))}>{blocked ? words.unblock : words.block}</Button>;
}
