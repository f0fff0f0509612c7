import { Alert, Badge, Group, List, Stack, Text } from "@mantine/core";
import type { TariffFinding } from "../../../src/wire/tariff.ts";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";

/** The price in plain words, one component a line. */
export function Summary({ lines }: { readonly lines: readonly string[] }) {
  return <List size="sm" spacing={2}>{lines.map((line) => <List.Item key={line}>{line}</List.Item>)}</List>;
}

export function Findings({ findings }: { readonly findings: readonly TariffFinding[] }) {
  if (findings.length === 0) return <Text size="sm" c="dimmed">{text.tariffs.noFindings}</Text>;
  return (
    <Stack gap="xs">
      {findings.map((finding) => (
        <Alert key={`${finding.code} ${finding.pointer}`} color={finding.severity === "error" ? "red" : "yellow"} p="xs">
          <Group gap="xs"><Badge color={finding.severity === "error" ? "red" : "yellow"}>{finding.code}</Badge><Text size="sm">{said.finding(finding)}</Text>{finding.pointer === "" ? null : <Text size="xs" c="dimmed" ff="monospace">{finding.pointer}</Text>}</Group>
        </Alert>
      ))}
    </Stack>
  );
}
