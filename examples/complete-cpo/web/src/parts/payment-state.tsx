import { Badge } from "@mantine/core";
import type { PaymentView } from "../../../src/wire/money.ts";
import { books } from "../texts/books.ts";

const COLORS: Readonly<Record<PaymentView["state"], string>> = { requiresAuth: "gray", authorised: "blue", captured: "teal", released: "gray", partiallyRefunded: "orange", refunded: "orange", disputed: "red", declined: "red" };

export function PaymentState({ state }: { readonly state: PaymentView["state"] }) {
  return <Badge color={COLORS[state]}>{books.states[state]}</Badge>;
}
