import { Button, Group, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { at } from "../../api/address.ts";
import type { DriverAccount, MethodSetupView } from "../../../../src/wire/driver-account.ts";
import { useAction } from "../../api/use-action.ts";
import { Section } from "../../parts/section.tsx";
import { ProblemAlert } from "../../parts/states.tsx";
import { account as words } from "../../texts/account.ts";
import { setAccount } from "./use-driver.ts";

const EVERY = 3_000;

/** With what invoices are paid. It is saved on the page of the payment service, which leads back here. */
export function Method({ account: { method, invoiced } }: { readonly account: DriverAccount }) {
  const begin = useAction();
  const remove = useAction();
  const [returned, setReturned] = useState(takeReturn);
  const [found, setFound] = useState<MethodSetupView["state"]>();
  const { run, problem, busy } = useAction();

  useEffect(() => {
    if (returned === undefined) return;
    const look = async (): Promise<void> => {
      const looked = await run(at("POST /public/account/method-setups/{id}/look", { path: { id: returned } }));
      if (looked === undefined) return;
      setFound(looked.setup.state);
      setAccount(looked.account);
      if (looked.setup.state !== "open") setReturned(undefined);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, [returned, run]);

  async function save(): Promise<void> {
    const setup = await begin.run(at("POST /public/account/method-setups"));
    if (setup?.url !== undefined) location.assign(setup.url);
  }

  async function takeAway(): Promise<void> {
    const next = await remove.run(at("DELETE /public/account/method"));
    if (next !== undefined) setAccount(next);
  }

  return (
    <Section title={words.method}>
      {found === undefined ? null : <Text size="sm" fw={600} role="status">{words.methodStates[found]}</Text>}
      <Text size="sm">{method === undefined ? (invoiced ? words.invoiced : words.noMethod) : words.methodIs(method.label)}</Text>
      <Text size="xs" c="dimmed">{words.methodHint}</Text>
      <Group>
        <Button variant={method === undefined && !invoiced ? "filled" : "default"} loading={begin.busy || (busy && found === undefined)} onClick={() => void save()}>{method === undefined ? words.saveMethod : words.otherMethod}</Button>
        {method === undefined ? null : <Button variant="subtle" color="red" loading={remove.busy} onClick={() => void takeAway()}>{words.removeMethod}</Button>}
      </Group>
      <ProblemAlert problem={begin.problem ?? remove.problem ?? problem} />
    </Section>
  );
}

/** Which visit to the payment service came to its end; it leaves the address at once, so that a reload asks for nothing. */
function takeReturn(): string | undefined {
  const query = new URLSearchParams(location.search);
  const setup = query.get("method-setup") ?? undefined;
  if (setup !== undefined) history.replaceState(null, "", location.pathname);
  return setup;
}
