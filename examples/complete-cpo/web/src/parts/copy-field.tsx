import { Button, CopyButton, Group, TextInput } from "@mantine/core";
import { text } from "../texts.ts";

/** Text that goes into another device: shown whole, copied with one click. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput label={label} value={value} readOnly style={{ flex: 1 }} styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={value}>
        {({ copied, copy }) => <Button variant="light" color={copied ? "teal" : undefined} onClick={copy} miw={86}>{copied ? text.common.copied : text.common.copy}</Button>}
      </CopyButton>
    </Group>
  );
}
