import { Badge, Button, Stack, Text } from "@mantine/core";
import { useApi } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import type { CdrDeliveryView } from "../../../src/wire/cdr.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { ledger } from "../texts/ledger.ts";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const COLORS = { told: "teal", waiting: "yellow", refused: "red" } as const;

/** How each partner that hears of a charge record stands with it. */
export function CdrDeliveries({ cdr }: { readonly cdr: string }) {
  const deliveries = useApi(at("GET /cdrs/{id}/deliveries", { path: { id: cdr } }));
  const retry = useAction();
  return (
    <Section title={ledger.deliveries}>
      <ProblemAlert problem={retry.problem} />
      <Loaded resource={deliveries} rows={1}>
        {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{ledger.noDeliveries}</Text> : (
          <Rows
            label={ledger.deliveries} items={items} keyOf={({ partner }) => partner}
            columns={[
              { title: ledger.partner, cell: ({ partner, name }) => <Link to={`/partners/${encodeURIComponent(partner)}`} size="sm" fw={600}>{name ?? partner}</Link> },
              { title: ledger.state, cell: ({ state }) => <Badge color={COLORS[state]}>{ledger.delivery[state]}</Badge> },
              { title: ledger.attempts, cell: ({ attempts, state }) => (state === "told" ? "–" : String(attempts)), figures: true },
              { title: ledger.tried, cell: ({ triedAt }) => (triedAt === undefined ? "–" : dateTime(triedAt, localZone)) },
              { title: ledger.answer, cell: (delivery) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{answerOf(delivery)}</Text> },
              {
                title: ledger.next,
                cell: ({ partner, state, nextAt }) => state === "refused" && may("roaming:write")
                  ? <Button size="compact-xs" variant="light" loading={retry.busy} onClick={() => void retry.run(at("POST /cdrs/{id}/deliveries/retry", { path: { id: cdr } }), { partner }).then(deliveries.reload)}>{ledger.retry}</Button>
                  : <Stack gap={0}>{nextAt === undefined ? "–" : dateTime(nextAt, localZone)}</Stack>,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function answerOf({ answer, outage, state, triedAt }: CdrDeliveryView): string {
  return outage ?? answer ?? (state === "told" && triedAt !== undefined ? ledger.taken : "–");
}
