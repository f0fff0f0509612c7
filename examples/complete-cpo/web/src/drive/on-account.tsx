import { Button, Divider, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { account as words } from "../texts/account.ts";
import { WaitForIt } from "./wait.tsx";
import { useDriver } from "./account/use-driver.ts";
import { goToCharge, keepCharge } from "./charge-secret.ts";

/** A charge that the account of whoever is signed in pays. */
export function OnAccount({ evse, isFree }: { readonly evse: string; readonly isFree: boolean }) {
  const driver = useDriver();
  const open = useAction();
  if (driver?.account === undefined) return <Link to="/drive/account" size="sm">{words.signIn}</Link>;

  async function begin(): Promise<void> {
    const answer = await open.run(at("POST /public/account/charges"), { evse });
    if (answer === undefined) return;
    keepCharge(answer.charge.id, answer.secret);
    goToCharge(answer.charge.id);
  }

  if (!driver.account.mayCharge) return <Link to="/drive/account" size="sm">{driver.account.status === "blocked" ? words.blocked : words.toAccount}</Link>;
  return (
    <Stack gap="xs">
      {isFree ? null : <WaitForIt evse={evse} />}
      <Button size="lg" fullWidth loading={open.busy} onClick={() => void begin()}>{words.chargeHere}</Button>
      <Text size="xs" c="dimmed">{words.chargeHint}</Text>
      <ProblemAlert problem={open.problem} />
      <Divider label={words.orByCard} />
    </Stack>
  );
}
