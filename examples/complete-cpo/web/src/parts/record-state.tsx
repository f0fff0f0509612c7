import { Badge } from "@mantine/core";
import type { CdrSummary } from "../../../src/wire/cdr.ts";
import { text } from "../texts.ts";

const COLORS = { standing: "teal", credited: "gray", credit: "orange" } as const;

/** Where a charge record stands in the books. */
export function RecordState({ state }: { readonly state: CdrSummary["state"] }) {
  return <Badge color={COLORS[state]}>{text.cdrs.states[state]}</Badge>;
}
