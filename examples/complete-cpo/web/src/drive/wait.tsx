import { Button, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { account as words } from "../texts/account.ts";

/** Asks to be told when a charging point is free. */
export function WaitForIt({ evse }: { readonly evse: string }) {
  const waits = useApi(at("GET /public/account/waits"));
  const act = useAction();
  if (waits.value === undefined) return null;
  const isWaiting = waits.value.evses.includes(evse);

  async function toggle(): Promise<void> {
    const next = await act.run(at(`${isWaiting ? "DELETE" : "PUT"} /public/account/waits/{id}`, { path: { id: evse } }));
    if (next !== undefined) waits.change(() => next);
  }

  return (
    <Stack gap="xs">
      <Button variant="default" loading={act.busy} onClick={() => void toggle()}>{isWaiting ? words.waitNoLonger : words.tellMe}</Button>
      <Text size="xs" c="dimmed" role="status">{isWaiting ? words.waiting : words.tellMeHint}</Text>
      <ProblemAlert problem={act.problem} />
    </Stack>
  );
}
