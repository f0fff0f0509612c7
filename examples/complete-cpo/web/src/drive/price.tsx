import { Stack, Text } from "@mantine/core";
import type { PriceView } from "../../../src/wire/public-location.ts";
import { exactMoney } from "../format.ts";
import { text } from "../texts.ts";
import { drive } from "../texts/drive.ts";

/** The price before the start, every component of it, and what a kWh costs at most. */
export function PriceLines({ price }: { readonly price: PriceView | undefined }) {
  if (price === undefined) return <Text size="sm" c="dimmed">{drive.drive.noPrice}</Text>;
  return (
    <Stack gap={2} aria-label={text.common.price}>
      {price.lines.map((line) => <Text key={line} size="sm" fw={600} className="figures">{line}</Text>)}
      {price.worstPerKwh === undefined ? null : <Text size="xs" c="dimmed" className="figures">{drive.drive.atMost(exactMoney(price.worstPerKwh))}</Text>}
    </Stack>
  );
}
