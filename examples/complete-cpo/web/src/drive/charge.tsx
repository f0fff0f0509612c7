import { Alert, Button, Card, Group, Rating, SimpleGrid, Stack, Text, Textarea, Title } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { at, type Address } from "../api/address.ts";
import type { ChargeView } from "../../../src/wire/public-charge.ts";
import { asProblem, download, request, type RequestProblem } from "../api/request.ts";
import { duration, energy, money, power } from "../format.ts";
import { language } from "../language.ts";
import { BackLink } from "../parts/back-link.tsx";
import { Empty, Loading, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { drive } from "../texts/drive.ts";
import { secretOf } from "./charge-secret.ts";
import { ReportFault } from "./report.tsx";

const words = drive.drive;
const EVERY = 3_000;

/** A charge that is paid by card: what to do now, energy, time and cost as they grow, and the receipt. */
export function ChargePage({ id }: { readonly id: string }) {
  const secret = secretOf(id);
  return secret === undefined ? <Empty title={words.notYours} hint={words.notYoursHint} action={<Link to="/drive">{words.toList}</Link>} /> : <Own id={id} secret={secret} />;
}

function Own({ id, secret }: { readonly id: string; readonly secret: string }) {
  const [charge, setCharge] = useState<ChargeView>();
  const [problem, setProblem] = useState<RequestProblem>();
  const [busy, setBusy] = useState(false);
  const headers = { "x-charge-secret": secret };
  const path = { id };
  const ask = useCallback(async <Body,>(address: Address<ChargeView, Body>, body?: Body) => {
    try {
      setCharge(await request(address, { headers, ...(body === undefined ? {} : { body }) }));
      setProblem(undefined);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [secret]);
  useEffect(() => {
    const look = (): void => void ask(at("GET /public/charges/{id}", { path: { id } }));
    look();
    const timer = setInterval(look, EVERY);
    return () => clearInterval(timer);
  }, [ask, id]);

  async function act<Body>(address: Address<ChargeView, Body>, body?: Body): Promise<void> {
    setBusy(true);
    await ask(address, body);
    setBusy(false);
  }

  if (charge === undefined) return problem === undefined ? <Loading rows={6} /> : <ProblemAlert problem={problem} />;
  return (
    <Stack>
      <BackLink to={`/drive/evses/${encodeURIComponent(charge.evse)}`} label={words.toPoint} />
      <div role="status"><Title order={1} size="h2">{words.charge[charge.state]}</Title></div>
      <ProblemAlert problem={problem} />
      <Now charge={charge} busy={busy} act={(name) => void act(at(`POST /public/charges/{id}/${name}`, { path }))} />
      {charge.startedAt === undefined ? null : <Figures charge={charge} />}
      {charge.usedUp ? <Alert color="orange">{words.usedUp}</Alert> : null}
      {charge.hasReceipt ? <Button variant="default" onClick={() => void download(at("GET /public/charges/{id}/receipt", { path, query: { language } }), `receipt-${id}.pdf`, { headers }).catch((error: unknown) => setProblem(asProblem(error)))}>{words.receipt}</Button> : null}
      {charge.state === "over" && !charge.rated ? <Rate rate={(rating) => void act(at("POST /public/charges/{id}/rating", { path }), rating)} busy={busy} /> : null}
      {charge.rated ? <Text>{words.thanks}</Text> : null}
      <ReportFault evse={charge.evse} />
    </Stack>
  );
}

/** What the driver does next. */
function Now({ charge, busy, act }: { readonly charge: ChargeView; readonly busy: boolean; readonly act: (name: "start" | "stop") => void }) {
  switch (charge.state) {
    case "authorising":
      return charge.confirmAt === undefined ? <Text>{words.waitForCard}</Text> : <Button component="a" href={charge.confirmAt} size="lg">{words.confirmCard}</Button>;
    case "ready":
      return (
        <Stack gap="xs">
          <Text>{words.plugIn}</Text>
          <Button size="lg" loading={busy} onClick={() => act("start")}>{words.start}</Button>
          <Button variant="default" disabled={busy} onClick={() => act("stop")}>{words.giveUp}</Button>
        </Stack>
      );
    case "starting":
      return <Text>{words.waitForStation}</Text>;
    case "charging":
      return <Button size="lg" color="red" loading={busy} onClick={() => act("stop")}>{words.stop}</Button>;
    case "failed":
      return <Alert color="orange" title={words.failed}>{charge.failure === undefined ? null : words.failures[charge.failure]}</Alert>;
    case "over":
      return <Text>{words.unplug}{charge.bill === undefined || charge.bill === "paid" ? null : ` ${words.bills[charge.bill]}`}</Text>;
  }
}

function Figures({ charge }: { readonly charge: ChargeView }) {
  const end = charge.endedAt === undefined ? Date.now() : Date.parse(charge.endedAt);
  const figures: readonly (readonly [string, string])[] = [
    [text.common.energy, energy(charge.energyWh)],
    [text.common.time, duration(Math.round((end - Date.parse(charge.startedAt ?? "")) / 1_000))],
    [charge.captured === undefined ? text.common.cost : words.paid, money(charge.captured ?? charge.cost)],
    ...(charge.state === "charging" ? [[text.common.power, power(charge.powerW)] as const] : []),
    ...(charge.reserved === undefined || charge.captured !== undefined ? [] : [[words.reserved, money(charge.reserved)] as const]),
  ];
  return (
    <SimpleGrid cols={2} spacing="sm">
      {figures.map(([title, value]) => (
        <Card key={title} padding="sm"><Text size="xs" c="dimmed">{title}</Text><Text size="xl" fw={650} className="figures">{value}</Text></Card>
      ))}
    </SimpleGrid>
  );
}

function Rate({ rate, busy }: { readonly rate: (rating: { readonly stars: number; readonly comment?: string }) => void; readonly busy: boolean }) {
  const [stars, setStars] = useState(0);
  const [comment, setComment] = useState("");
  return (
    <Card component="section">
      <Stack gap="xs">
        <Title order={2} size="h4">{words.howWasIt}</Title>
        <Rating size="lg" value={stars} onChange={setStars} getSymbolLabel={(value) => words.stars(value)} />
        <Textarea label={words.comment} maxLength={1_000} autosize value={comment} onChange={(event) => setComment(event.currentTarget.value)} />
        <Group><Button variant="default" disabled={stars === 0} loading={busy} onClick={() => rate({ stars, ...(comment.trim() === "" ? {} : { comment: comment.trim() }) })}>{words.sendRating}</Button></Group>
      </Stack>
    </Card>
  );
}
