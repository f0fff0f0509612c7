import { Alert, Button, Group, Stack, Title } from "@mantine/core";
import { at } from "../../api/address.ts";
import { useAction } from "../../api/use-action.ts";
import { Loading } from "../../parts/states.tsx";
import { Link } from "../../router.tsx";
import { account as words } from "../../texts/account.ts";
import { History } from "./history.tsx";
import { Overview } from "./overview.tsx";
import { Profile } from "./profile.tsx";
import { SignIn } from "./sign-in.tsx";
import { setDriver, useDriver } from "./use-driver.ts";

const PARTS = ["overview", "history", "profile"] as const;

/** The account of a driver: what charges, what it cost, with what it is paid. */
export function AccountPage({ part = "overview" }: { readonly part: string | undefined }) {
  const driver = useDriver();
  const out = useAction();
  if (driver === undefined) return <Loading rows={6} />;
  const { account } = driver;
  if (account === undefined) return <SignIn keepsMail={driver.keepsMail} />;

  async function signOut(): Promise<void> {
    const next = await out.run(at("DELETE /public/account/session"));
    if (next !== undefined) setDriver(next);
  }

  return (
    <Stack>
      <Group justify="space-between"><Title order={1} size="h2">{account.name}</Title><Button variant="subtle" size="xs" loading={out.busy} onClick={() => void signOut()}>{words.signOut}</Button></Group>
      <Group component="nav" gap="md" aria-label={words.mine}>
        {PARTS.map((each) => <Link key={each} to={each === "overview" ? "/drive/account" : `/drive/account/${each}`} fw={part === each ? 700 : 400} {...(part === each ? { "aria-current": "page" as const } : {})}>{words.parts[each]}</Link>)}
      </Group>
      {account.status === "blocked" ? <Alert color="red">{words.blocked}</Alert> : null}
      {part === "history" ? <History /> : part === "profile" ? <Profile account={account} /> : <Overview account={account} />}
    </Stack>
  );
}
