import { Card, Code, Collapse, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

/** An object as it goes over the wire, folded away until somebody wants it. */
export function JsonCard({ title, value }: { readonly title: string; readonly value: unknown }) {
  const [open, toggle] = useDisclosure(false);
  return (
    <Card>
      <UnstyledButton onClick={toggle.toggle} aria-expanded={open}><Text fw={600}>{`${open ? "▾" : "▸"} ${title}`}</Text></UnstyledButton>
      <Collapse expanded={open}><Code block mt="sm">{JSON.stringify(value, null, 2)}</Code></Collapse>
    </Card>
  );
}
