import { Card, Group, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { at, type BodyOf } from "../api/address.ts";
import type { TariffPreviewView } from "../../../src/wire/tariff-preview.ts";
import { asProblem, request, type RequestProblem } from "../api/request.ts";
import { dateTime, duration, energy, localZone, money } from "../format.ts";
import { language } from "../language.ts";
import { editor } from "../texts/editor.ts";
import { Summary } from "./tariff-parts.tsx";

/** Milliseconds after the last key. */
const CALM = 350;

export type OcpiVersion = BodyOf<"POST /tariffs/preview">["ocpiVersion"];

/** Prices a draft a moment after it was changed; the last answer stays until the next one is here. */
export function useTariffPreview(ocpiVersion: OcpiVersion, tariff: object | undefined): { readonly preview: TariffPreviewView | undefined; readonly problem: RequestProblem | undefined } {
  const [preview, setPreview] = useState<TariffPreviewView>();
  const [problem, setProblem] = useState<RequestProblem>();
  const body = tariff === undefined ? undefined : JSON.stringify(tariff);
  useEffect(() => {
    if (body === undefined) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      request(at("POST /tariffs/preview"), { body: { ocpiVersion, tariff: JSON.parse(body) as Record<string, unknown>, timeZone: localZone, language }, signal: stop.signal }).then(
        (answer) => {
          setPreview(answer);
          setProblem(undefined);
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setProblem(asProblem(error));
        },
      );
    }, CALM);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [ocpiVersion, body]);
  return { preview, problem };
}

/** The price in words, and what usual charges would cost. */
export function TariffPreview({ preview }: { readonly preview: TariffPreviewView | undefined }) {
  if (preview === undefined) return <Text size="sm" c="dimmed">{editor.waiting}</Text>;
  if (preview.summary.length === 0) return <Text size="sm" c="dimmed">{editor.unreadable}</Text>;
  return (
    <Stack gap="sm" aria-live="polite">
      <Summary lines={preview.summary} />
      {preview.sessions.map((session) => (
        <Card key={session.name} padding="sm" withBorder component="section" aria-label={nameOf(session.name)}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Stack gap={0}>
              <Text size="sm" fw={600}>{nameOf(session.name)}</Text>
              <Text size="xs" c="dimmed">{`${dateTime(session.start, localZone)} · ${energy(session.energyWh)} · ${duration(session.minutes * 60)}${session.parkedMinutes === undefined ? "" : ` + ${duration(session.parkedMinutes * 60)} ${editor.parked}`}`}</Text>
            </Stack>
            <Text fw={700} className="figures">{money(session.totalWithTax ?? session.total)}</Text>
          </Group>
          <Stack gap={0} mt={6}>{session.problem === undefined ? session.lines.map((line, index) => <Text key={index} size="xs" c="dimmed">{line}</Text>) : <Text size="xs" c="red">{session.problem}</Text>}</Stack>
        </Card>
      ))}
    </Stack>
  );
}

function nameOf(name: string): string {
  return editor.examples[name as keyof typeof editor.examples] ?? name;
}
