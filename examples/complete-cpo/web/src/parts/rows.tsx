import { Card, Group, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import type { MouseEvent, ReactNode } from "react";
import { follow } from "../router.tsx";

export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => ReactNode;
  /** Figures stand at the end of their column. */
  readonly figures?: boolean;
  /** Phones leave it out. */
  readonly wideOnly?: boolean;
}

/** A list that is a table on a desk and cards on a phone. The first column heads the card. */
export function Rows<Item>({ items, columns, keyOf, to, label }: {
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string;
  readonly to?: (item: Item) => string;
  readonly label: string;
}) {
  const [head, ...others] = columns;
  return (
    <>
      <Card padding={0} visibleFrom="sm">
        <Table.ScrollContainer minWidth={640} type="native">
        <Table aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => <Table.Th key={column.title} ta={column.figures === true ? "right" : "left"}>{column.title}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={keyOf(item)} {...linkProps(to?.(item))}>
                {columns.map((column) => (
                  <Table.Td key={column.title} ta={column.figures === true ? "right" : "left"} className={column.figures === true ? "figures" : ""}>{column.cell(item)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        </Table.ScrollContainer>
      </Card>
      <Stack gap="xs" hiddenFrom="sm">
        {items.map((item) => (
          <Card key={keyOf(item)} padding="sm" {...linkProps(to?.(item))}>
            <Stack gap={8}>
              {head?.cell(item)}
              <SimpleGrid cols={2} spacing={6} verticalSpacing={6}>
                {others.filter((column) => column.wideOnly !== true).map((column) => (
                  <Stack key={column.title} gap={0}>
                    <Text size="xs" c="dimmed">{column.title}</Text>
                    <Group gap={6} className="figures">{wrap(column.cell(item))}</Group>
                  </Stack>
                ))}
              </SimpleGrid>
            </Stack>
          </Card>
        ))}
      </Stack>
    </>
  );
}

/** What can be done with an item: side by side in a table, below one another where a card has no room. */
export function RowActs({ children }: { readonly children: ReactNode }) {
  return <Group gap={6} className="row-acts">{children}</Group>;
}

function wrap(content: ReactNode): ReactNode {
  return typeof content === "string" ? <Text size="sm">{content}</Text> : content;
}

/** A click anywhere in the row follows the link that its first cell holds for keyboards and screen readers. */
function linkProps(to: string | undefined) {
  return to === undefined ? {} : { className: "row-link", onClick: (event: MouseEvent) => follow(event, to) };
}
