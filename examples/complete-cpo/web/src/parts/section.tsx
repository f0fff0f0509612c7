import { Card, Group, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A titled card of a page. */
export function Section({ title, actions, children }: { readonly title: string; readonly actions?: ReactNode; readonly children: ReactNode }) {
  return (
    <Card component="section">
      <Stack gap="sm">
        <Group justify="space-between"><Title order={2} size="h4">{title}</Title>{actions}</Group>
        {children}
      </Stack>
    </Card>
  );
}
