import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemAlert } from "../parts/states.tsx";
import { account as words } from "../texts/account.ts";

/** Stands for the page of a payment service in the demonstration. */
export function DemoPaymentPage({ id }: { readonly id: string }) {
  const act = useAction();

  async function decide(decision: "save" | "decline" | "cancel"): Promise<void> {
    const back = await act.run(at("POST /public/demo-payment-pages/{id}", { path: { id } }), { decision });
    if (back !== undefined) location.assign(back.returnUrl);
  }

  return (
    <Stack maw={420}>
      <Title order={1} size="h2">{words.demoPage.title}</Title>
      <Alert color="grape">{words.demoPage.hint}</Alert>
      <Text>{words.demoPage.question}</Text>
      <Button size="lg" loading={act.busy} onClick={() => void decide("save")}>{words.demoPage.save}</Button>
      <Button variant="default" loading={act.busy} onClick={() => void decide("decline")}>{words.demoPage.decline}</Button>
      <Button variant="subtle" loading={act.busy} onClick={() => void decide("cancel")}>{words.demoPage.cancel}</Button>
      <ProblemAlert problem={act.problem} />
    </Stack>
  );
}
