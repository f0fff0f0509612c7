import { Button, Code, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at, type AnswerOf } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";
import { PagedList } from "./list-page.tsx";
import { RowActs, Rows } from "./rows.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.unprocessed;
type Message = AnswerOf<"GET /unprocessed-messages">["items"][number];

/** Messages of stations that could not be worked in, as they came. */
export function UnprocessedMessages() {
  const [turn, setTurn] = useState(0);
  const [shown, setShown] = useState<Message>();
  const [failed, setFailed] = useState(false);
  const again = useAction();

  async function workIn(id: string): Promise<void> {
    const answer = await again.run(at("POST /unprocessed-messages/reprocess"), { id });
    if (answer === undefined) return;
    setFailed(answer.outcome === "failed");
    setTurn((before) => before + 1);
  }

  return (
    <Stack>
      <ProblemAlert problem={again.problem} />
      {failed ? <Text size="sm" c="orange" role="status">{words.failed}</Text> : null}
      <PagedList key={turn} address={at("GET /unprocessed-messages", { query: { limit: "50" } })} empty={words.none} hint={words.noneHint}>
        {(items) => (
          <Rows
            label={operating.tabs.unprocessed} items={items} keyOf={({ id }) => id}
            columns={[
              { title: words.action, cell: ({ action, protocol }) => <Stack gap={0}><Text size="sm" fw={600}>{action}</Text><Text size="xs" c="dimmed">{`OCPP ${protocol}`}</Text></Stack> },
              { title: text.common.station, cell: ({ stationId }) => <Link to={`/stations/${encodeURIComponent(stationId)}`} size="sm">{stationId}</Link> },
              { title: words.error, cell: ({ error }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{error}</Text> },
              { title: operating.when, cell: ({ receivedAt }) => dateTime(receivedAt, localZone) },
              {
                title: "", figures: true, cell: (message) => (
                  <RowActs>
                    <Button size="compact-xs" variant="default" onClick={() => setShown(message)}>{words.show}</Button>
                    {may("maintenance:write") ? <Button size="compact-xs" variant="light" loading={again.busy} onClick={() => void workIn(message.id)}>{words.again}</Button> : null}
                  </RowActs>
                ),
              },
            ]}
          />
        )}
      </PagedList>
      {shown === undefined ? null : (
        <Modal opened onClose={() => setShown(undefined)} title={shown.action} size="lg">
          <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: 420, overflow: "auto" }}>{JSON.stringify(shown.payload, null, 2)}</Code>
        </Modal>
      )}
    </Stack>
  );
}
