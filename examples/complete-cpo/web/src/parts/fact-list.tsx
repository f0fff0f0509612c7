import { SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Names and values; what is unknown is left out by the caller, never shown as empty. */
export function FactList({ facts, cols = { base: 2, sm: 3, md: 4 } }: { readonly facts: readonly (readonly [string, ReactNode])[]; readonly cols?: Readonly<Record<string, number>> }) {
  return (
    <SimpleGrid component="dl" cols={cols} spacing="sm" verticalSpacing="sm" m={0}>
      {facts.filter(([, value]) => value !== undefined).map(([name, value]) => (
        <Stack key={name} gap={0}>
          <Text component="dt" size="xs" c="dimmed">{name}</Text>
          <Text component="dd" size="sm" m={0} className="figures" style={{ overflowWrap: "anywhere" }}>{value}</Text>
        </Stack>
      ))}
    </SimpleGrid>
  );
}
