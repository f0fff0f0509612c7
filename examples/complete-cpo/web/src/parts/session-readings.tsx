import { Button, Group, Stack, Table } from "@mantine/core";
import { useState } from "react";
import { useApi } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import { request, asProblem, type RequestProblem } from "../api/request.ts";
import { dateTimeExact, number, power } from "../format.ts";
import { text } from "../texts.ts";
import { ledger } from "../texts/ledger.ts";
import { Loaded, ProblemAlert } from "./states.tsx";

/** The meter readings of a session as a table, page by page. */
export function SessionReadings({ session, timeZone }: { readonly session: string; readonly timeZone: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Stack gap="xs">
      <Group><Button size="xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? ledger.hideReadings : ledger.showReadings}</Button></Group>
      {open ? <Readings session={session} timeZone={timeZone} /> : null}
    </Stack>
  );
}

function Readings({ session, timeZone }: { readonly session: string; readonly timeZone: string }) {
  const page = (after?: string) => ({ path: { id: session }, query: { limit: "50", ...(after === undefined ? {} : { after }) } });
  const readings = useApi(at("GET /sessions/{id}/readings", page()));
  const [problem, setProblem] = useState<RequestProblem>();

  async function readOn(after: string): Promise<void> {
    try {
      const more = await request(at("GET /sessions/{id}/readings", page(after)));
      readings.change((before) => ({ ...more, points: [...before.points, ...more.points] }));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <Loaded resource={readings}>
      {({ points, next }) => (
        <Stack>
          <Table.ScrollContainer minWidth={0} type="native" tabIndex={0} aria-label={ledger.readings} role="region">
            <Table aria-label={ledger.readings} className="figures">
              <Table.Thead>
                <Table.Tr><Table.Th>{text.common.time}</Table.Th><Table.Th ta="right">{ledger.register}</Table.Th><Table.Th ta="right">{text.common.energy}</Table.Th><Table.Th ta="right">{text.common.power}</Table.Th></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {points.map((point, index) => (
                  <Table.Tr key={index}>
                    <Table.Td>{dateTimeExact(point.at, timeZone)}</Table.Td>
                    <Table.Td ta="right">{`${number(point.registerWh)} Wh`}</Table.Td>
                    <Table.Td ta="right">{`${number(point.energyWh)} Wh`}</Table.Td>
                    <Table.Td ta="right">{power(point.powerW)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <ProblemAlert problem={problem} />
          {next === undefined ? null : <Group justify="center"><Button variant="default" onClick={() => void readOn(next)}>{text.common.more}</Button></Group>}
        </Stack>
      )}
    </Loaded>
  );
}
