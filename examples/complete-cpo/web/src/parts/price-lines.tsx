import { Divider, Group, Stack, Table, Text } from "@mantine/core";
import type { CdrLine, PriceView } from "../../../src/wire/cdr.ts";
import type { MoneyView } from "../../../src/wire/common.ts";
import { decimal, exactMoney, preciseDuration, taxLabel, timeOfDay } from "../format.ts";
import { text } from "../texts.ts";
import { ledger } from "../texts/ledger.ts";

/** What a price is made of. */
type Price = Omit<Extract<PriceView, { known: true }>, "known" | "final">;

/** How a price comes about: every line with its quantity, its price, its tax and the rule that it comes from, and the totals. */
export function PriceLines({ price, timeZone }: { readonly price: Price; readonly timeZone: string }) {
  return (
    <>
      {Number(price.total.amount) === 0 ? <Text size="sm">{text.cdrPage.free}</Text> : null}
      {price.lines.length === 0 ? null : <WideLines price={price} timeZone={timeZone} />}
      <Stack gap="sm" hiddenFrom="md">{price.lines.map((line, index) => <NarrowLine key={index} line={line} timeZone={timeZone} />)}</Stack>
      <Totals price={price} />
      {price.warnings.map((warning) => <Text key={warning} size="xs" c="dimmed">{warning}</Text>)}
    </>
  );
}

function WideLines({ price: { lines }, timeZone }: { readonly price: Price; readonly timeZone: string }) {
  return (
    <Table aria-label={text.cdrPage.lines} visibleFrom="md" highlightOnHover={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.cdrPage.when}</Table.Th>
          <Table.Th>{text.cdrPage.what}</Table.Th>
          <Table.Th ta="right">{text.cdrPage.quantity}</Table.Th>
          <Table.Th ta="right">{text.cdrPage.price}</Table.Th>
          <Table.Th ta="right">{ledger.vat}</Table.Th>
          <Table.Th ta="right">{text.cdrPage.amount}</Table.Th>
          <Table.Th>{text.cdrPage.why}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line, index) => (
          <Table.Tr key={index}>
            <Table.Td className="figures" style={{ whiteSpace: "nowrap" }}>{when(line, timeZone)}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>{dimension(line)}</Table.Td>
            <Table.Td ta="right" className="figures" style={{ whiteSpace: "nowrap" }}>{quantity(line)}</Table.Td>
            <Table.Td ta="right" className="figures" style={{ whiteSpace: "nowrap" }}>{unitPrice(line)}</Table.Td>
            <Table.Td ta="right" className="figures" style={{ whiteSpace: "nowrap" }}>{line.taxPercent === undefined ? "–" : `${decimal(line.taxPercent)} %`}</Table.Td>
            <Table.Td ta="right" className="figures" fw={600} style={{ whiteSpace: "nowrap" }}>{exactMoney(line.amount)}</Table.Td>
            <Table.Td><Why line={line} /></Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NarrowLine({ line, timeZone }: { readonly line: CdrLine; readonly timeZone: string }) {
  return (
    <Stack gap={2}>
      <Group justify="space-between" wrap="nowrap"><Text size="sm" fw={600}>{dimension(line)}</Text><Text size="sm" fw={600} className="figures">{exactMoney(line.amount)}</Text></Group>
      <Text size="sm" className="figures">{`${when(line, timeZone)} · ${quantity(line)} × ${unitPrice(line)}`}</Text>
      <Why line={line} />
      <Divider mt={6} />
    </Stack>
  );
}

function Why({ line }: { readonly line: CdrLine }) {
  return <Stack gap={0}>{[...line.why, ...line.notes].map((sentence) => <Text key={sentence} size="sm" c="dimmed">{sentence}</Text>)}</Stack>;
}

function Totals({ price }: { readonly price: Price }) {
  return (
    <Stack gap={4} align="flex-end">
      <Total label={price.totalWithTax === undefined ? `${text.cdrPage.total} (${text.cdrs.withoutTax})` : text.cdrPage.total} value={price.total} strong={price.totalWithTax === undefined} />
      {price.taxes.map((tax) => <Total key={`${tax.name} ${tax.percent}`} label={taxLabel(tax)} value={tax.amount} />)}
      {price.totalWithTax === undefined ? null : <Total label={text.cdrPage.totalWithTax} value={price.totalWithTax} strong />}
    </Stack>
  );
}

function Total({ label, value, strong = false }: { readonly label: string; readonly value: MoneyView; readonly strong?: boolean }) {
  return (
    <Group gap="xl" className="figures">
      <Text size="sm" c={strong ? undefined : "dimmed"} fw={strong ? 700 : 400}>{label}</Text>
      <Text size="sm" fw={strong ? 700 : 400} miw={80} ta="right">{exactMoney(value)}</Text>
    </Group>
  );
}

function when(line: CdrLine, timeZone: string): string {
  const from = timeOfDay(line.from, timeZone);
  return line.from === line.to ? from : `${from} – ${timeOfDay(line.to, timeZone)}`;
}

function dimension(line: CdrLine): string {
  return text.dimension[line.dimension as keyof typeof text.dimension] ?? line.dimension;
}

function quantity(line: CdrLine): string {
  if (line.unit === "h") return preciseDuration(line.quantity);
  return line.unit === "" ? decimal(line.quantity) : `${decimal(line.quantity, 3)} ${line.unit}`;
}

function unitPrice(line: CdrLine): string {
  const amount = exactMoney({ amount: line.price, currency: line.amount.currency });
  return line.unit === "" ? amount : `${amount}/${line.unit}`;
}
