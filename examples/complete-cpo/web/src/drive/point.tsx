import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense, useEffect } from "react";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { power } from "../format.ts";
import { language } from "../language.ts";
import { BackLink } from "../parts/back-link.tsx";
import { Loaded } from "../parts/states.tsx";
import { valueText } from "../parts/value-picker.tsx";
import { text } from "../texts.ts";
import { drive } from "../texts/drive.ts";
import { Begin } from "./begin.tsx";
import { Access, nameOf, PointBadge } from "./place.tsx";
import { PriceLines } from "./price.tsx";
import { ReportFault } from "./report.tsx";

const OnAccount = lazy(async () => ({ default: (await import("./on-account.tsx")).OnAccount }));

const words = drive.drive;
const EVERY = 5_000;

/** One EVSE, where its QR code leads: what it is, what it costs, and a charge without a contract. */
export function PointPage({ id }: { readonly id: string }) {
  const point = useApi(at("GET /public/evses/{id}", { path: { id }, query: { language } }));
  useEffect(() => {
    const timer = setInterval(point.reload, EVERY);
    return () => clearInterval(timer);
  }, [point.reload]);
  return (
    <Loaded resource={point} rows={6}>
      {({ location, evse, helpPhone }) => (
        <Stack>
          <BackLink to={`/drive/places/${encodeURIComponent(location.id)}`} label={location.name} />
          <Group justify="space-between"><Title order={1} size="h2">{nameOf(evse)}</Title><PointBadge point={evse} /></Group>
          <Text>{`${location.address}, ${location.city}`}</Text>
          <Card component="section">
            <Stack gap="xs">
              {evse.connectors.map((connector) => <Text key={connector.number}>{`${valueText(connector.standard)}, ${power(connector.maxPowerW)}, ${words.formats[connector.format]}`}</Text>)}
              <Access point={evse} />
            </Stack>
          </Card>
          <Card component="section"><Stack gap="xs"><Title order={2} size="h4">{text.common.price}</Title><PriceLines price={evse.price} />{evse.price === undefined ? null : <><Suspense><OnAccount evse={evse.id} isFree={evse.state === "available"} /></Suspense><Begin evse={evse.id} /></>}</Stack></Card>
          {helpPhone === undefined ? null : <Text><Anchor href={`tel:${helpPhone.replaceAll(" ", "")}`}>{words.call(helpPhone)}</Anchor></Text>}
          <ReportFault evse={evse.id} />
        </Stack>
      )}
    </Loaded>
  );
}
