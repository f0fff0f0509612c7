import { Alert, Card, Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useEffect } from "react";
import { at } from "../api/address.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import { onLive } from "../api/live.ts";
import { useApi } from "../api/use-api.ts";
import { dateTimeExact, duration, energy, money, power } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { SessionBadge } from "../parts/badges.tsx";
import { SessionActions } from "../parts/session-actions.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { ChargingSection } from "../parts/charging.tsx";
import { Section } from "../parts/section.tsx";
import { SessionJournal } from "../parts/session-journal.tsx";
import { SessionPrice } from "../parts/session-price.tsx";
import { SessionReadings } from "../parts/session-readings.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { reasons } from "../texts/reasons.ts";

// The plotting library comes when the first plot does.
const PowerChart = lazy(() => import("../parts/power-chart.tsx"));
const SessionCharging = lazy(async () => ({ default: (await import("../parts/session-charging.tsx")).SessionCharging }));
const SessionSetPoints = lazy(async () => ({ default: (await import("../parts/session-set-points.tsx")).SessionSetPoints }));

/** One session: what is known, its power and energy, and everything that happened in it. */
export function SessionPage({ id }: { readonly id: string }) {
  const session = useApi(at("GET /sessions/{id}", { path: { id } }));
  const readings = useApi(at("GET /sessions/{id}/readings", { path: { id } }));

  useEffect(
    () =>
      onLive("session", (event) => {
        if (event.session.id !== id) return;
        session.change(() => event.session);
        readings.reload();
      }),
    [id, session.change, readings.reload],
  );

  return (
    <Loaded resource={session} rows={8}>
      {(value) => (
        <>
          <PageTitle
            above={<BackLink to="/sessions" label={text.sessions.title} />}
            title={`${value.stationIdentity}${value.evse === undefined ? "" : ` · ${text.common.evse} ${value.evse}`}`}
            badges={<SessionBadge session={value} />}
            actions={<SessionActions session={value} done={session.reload} />}
          />
          <Stack>
            <Reasons session={value} />
            <Card>
              <FactList facts={[
                [text.common.energy, energy(value.energyWh)],
                [text.common.power, value.lifecycle === "active" ? power(value.powerW) : undefined],
                [text.common.duration, duration(value.durationSeconds)],
                [text.common.cost, cost(value)],
                [text.common.location, value.locationName],
                [text.common.station, <Link to={`/stations/${encodeURIComponent(value.stationId)}`} size="sm">{value.stationIdentity}</Link>],
                [text.common.started, dateTimeExact(value.startAt, value.timeZone)],
                [text.common.ended, value.endAt === undefined ? undefined : dateTimeExact(value.endAt, value.timeZone)],
                [text.common.token, value.token?.value],
                [text.sessionPage.holder, value.token?.holder],
                [text.sessionPage.transaction, value.transaction],
                [text.sessionPage.stopReason, value.stopReason],
                [text.sessionPage.record, value.cdrId === undefined ? undefined : <Link to={`/cdrs/${encodeURIComponent(value.cdrId)}`} size="sm">{text.sessionPage.openRecord}</Link>],
              ]} />
            </Card>
            {value.charging === undefined ? null : (
              <Suspense fallback={<ChargingSection charging={value.charging} />}><SessionCharging session={value} charging={value.charging} done={session.reload} /></Suspense>
            )}
            <Section title={text.sessionPage.chart}>
              <Loaded resource={readings}>
                {(data) => data.points.length < 2 ? <Empty title={text.sessionPage.noChart} /> : <Suspense fallback={<Skeleton height={220} />}><PowerChart readings={data} timeZone={value.timeZone} /></Suspense>}
              </Loaded>
              <SessionReadings session={value.id} timeZone={value.timeZone} />
            </Section>
            <Suspense fallback={<Skeleton height={80} />}><SessionSetPoints session={value} /></Suspense>
            <SessionPrice session={value} />
            <Section title={text.sessionPage.journal}><SessionJournal session={value} /></Section>
          </Stack>
        </>
      )}
    </Loaded>
  );
}

/** Everything out of the ordinary, in words. */
function Reasons({ session }: { readonly session: SessionView }) {
  const refused = session.authorization?.result === "refused" ? reasons.refusal(session.authorization) : undefined;
  const open = session.review === "suspect" ? session.suspicions : [];
  return (
    <>
      {open.length === 0 ? null : <Alert color="orange" title={text.sessionPage.suspect}>{open.map((suspicion) => <Text key={suspicion.code} size="sm">{reasons.suspicion(suspicion)}</Text>)}</Alert>}
      {session.cost?.known === false ? <Alert color="red" title={text.sessionPage.whyNoPrice}>{reasons.cost(session.cost)}</Alert> : null}
      {refused === undefined ? null : <Alert color="yellow" title={text.sessionPage.refused}>{refused}</Alert>}
      {session.provisional && session.lifecycle !== "active" ? <Alert color="yellow">{text.sessionPage.provisional}</Alert> : null}
    </>
  );
}

function cost(session: SessionView): string | undefined {
  if (session.cost === undefined) return undefined;
  if (!session.cost.known) return text.common.noCost;
  return session.cost.final ? money(session.cost.total) : `${money(session.cost.total)} ${text.common.soFar}`;
}
