import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { DriverView } from "../../../src/wire/driver.ts";
import { may } from "../api/session.ts";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { customers } from "../texts/customers.ts";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

/** The charging cards of an account. */
export function DriverCards({ driver, changed }: { readonly driver: DriverView; readonly changed: () => void }) {
  const [value, setValue] = useState("");
  const [visualNumber, setVisualNumber] = useState("");
  const act = useAction();
  const writes = may("drivers:write");

  async function take(asked: Promise<unknown>): Promise<void> {
    if ((await asked) === undefined) return;
    setValue("");
    setVisualNumber("");
    changed();
  }

  return (
    <Section title={customers.cards}>
      {driver.tokens.length === 0 ? <Text size="sm" c="dimmed">{customers.noCards}</Text> : (
        <Rows
          label={customers.cards} items={driver.tokens} keyOf={({ id }) => id}
          columns={[
            { title: text.common.token, cell: (token) => <Text size="sm" ff="monospace">{token.value}</Text> },
            { title: text.common.state, cell: ({ usable, status }) => <Badge color={usable ? "teal" : status === "blocked" ? "red" : "orange"}>{usable ? text.tokens.accepted : status === "blocked" ? text.tokens.blocked : text.tokens.expired}</Badge> },
            { title: customers.cardPrinted, cell: (token) => token.visualNumber ?? "–" },
            {
              title: "", figures: true, cell: (token) => writes
                ? <Button size="compact-xs" variant="light" color="red" onClick={() => { if (window.confirm(customers.takeSure(token.value))) void take(act.run(at("DELETE /drivers/{id}/tokens/{token}", { path: { id: driver.id, token: token.id } }))); }}>{customers.takeAway}</Button>
                : null,
            },
          ]}
        />
      )}
      {writes ? (
        <form onSubmit={(event) => { event.preventDefault(); void take(act.run(at("POST /drivers/{id}/tokens", { path: { id: driver.id } }), { value: value.trim(), ...(visualNumber.trim() === "" ? {} : { visualNumber: visualNumber.trim() }) })); }}>
          <Stack gap="xs">
            <Group align="flex-end">
              <TextInput label={customers.cardValue} required value={value} onChange={(event) => setValue(event.currentTarget.value)} />
              <TextInput label={customers.cardPrinted} value={visualNumber} onChange={(event) => setVisualNumber(event.currentTarget.value)} />
              <Button type="submit" variant="light" loading={act.busy}>{customers.giveCard}</Button>
            </Group>
            <ProblemAlert problem={act.problem} />
          </Stack>
        </form>
      ) : null}
    </Section>
  );
}
