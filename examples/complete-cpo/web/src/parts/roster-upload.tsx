import { Alert, Button, Group, Modal, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { RosterChecked } from "../../../src/wire/roster.ts";
import { useAction } from "../api/use-action.ts";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { CsvInput } from "./csv-input.tsx";
import { ProblemAlert } from "./states.tsx";

const words = foresight.upload;
/** So many lines that are right are listed. */
const FEW = 20;
const EXAMPLE = "vehicle;arrival;departure;energyKWh\nHH-BU 12;2026-12-01 18:00;2026-12-02 05:30;90";

/** Takes in a list of vehicles, after everything that is wrong with it was shown beside its line. */
export function RosterUpload({ id, close, done }: { readonly id: string; readonly close: () => void; readonly done: () => void }) {
  const [csv, setCsv] = useState("");
  const [checked, setChecked] = useState<RosterChecked>();
  const check = useAction();
  const keep = useAction();
  const change = (next: string): void => {
    setCsv(next);
    setChecked(undefined);
  };

  async function take(lines: RosterChecked["lines"]): Promise<void> {
    const entries = lines.filter(({ problems }) => problems.length === 0).flatMap(({ entry }) => entry ?? []);
    if ((await keep.run(at("PUT /locations/{id}/charging/roster", { path: { id } }), { entries })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={words.title} size="xl">
      <form onSubmit={(event) => { event.preventDefault(); void check.run(at("POST /locations/{id}/charging/roster/check", { path: { id } }), { csv }).then(setChecked); }}>
        <Stack>
          <Text size="sm">{words.hint}</Text>
          <Text size="xs" c="dimmed">{words.columns}</Text>
          <CsvInput fileLabel={words.file} pasteLabel={words.text} placeholder={EXAMPLE} value={csv} change={change} />
          <ProblemAlert problem={check.problem ?? keep.problem} />
          {checked === undefined ? null : <Found checked={checked} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{text.common.cancel}</Button>
            {checked === undefined || checked.good === 0
              ? <Button type="submit" disabled={csv.trim() === ""} loading={check.busy}>{words.check}</Button>
              : <Button loading={keep.busy} onClick={() => void take(checked.lines)}>{words.take(checked.good)}</Button>}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Found({ checked: { lines, good } }: { readonly checked: RosterChecked }) {
  if (lines.length === 0) return <Alert color="orange" role="status">{words.empty}</Alert>;
  const right = new Set(lines.filter(({ problems }) => problems.length === 0).slice(0, FEW));
  const shown = lines.filter((line) => line.problems.length > 0 || right.has(line));
  return (
    <>
      <Alert color={good === lines.length ? "teal" : "orange"} role="status">{good === lines.length ? words.allGood(good) : words.someGood(good, lines.length)}</Alert>
      <Table aria-label={words.lines}>
        <Table.Thead><Table.Tr><Table.Th>{words.line}</Table.Th><Table.Th>{words.content}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {shown.map(({ line, text: content, problems }) => (
            <Table.Tr key={line}>
              <Table.Td className="figures" style={{ verticalAlign: "top" }}>{line}</Table.Td>
              <Table.Td>
                <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={6}>
                  <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>{content}</Text>
                  {problems.length === 0
                    ? <Text size="sm" c="dimmed">{words.right}</Text>
                    : <Stack gap={0}>{problems.map(({ column, rule }) => <Text key={`${column} ${rule}`} size="sm"><Text span fw={600} size="sm">{column}</Text>{`: ${words.rules[rule]}`}</Text>)}</Stack>}
                </SimpleGrid>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {good > FEW ? <Text size="xs" c="dimmed">{words.more(good - FEW)}</Text> : null}
    </>
  );
}
