import { Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { care } from "../texts/care.ts";
import { FactList } from "./fact-list.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";
import { StationMove } from "./station-move.tsx";
import { useUpkeep } from "./use-upkeep.ts";

const words = text.fleet.security;

/** Certificates, roots, the way a station connects, and what it told of its security. */
export function StationSecurity({ station }: { readonly station: StationView }) {
  const zone = station.timeZone ?? localZone;
  const known = useApi(at("GET /stations/{id}/security", { path: { id: station.id } }));
  const events = useApi(at("GET /stations/{id}/security-events", { path: { id: station.id }, query: { limit: "20" } }));
  const upkeep = useUpkeep(station.id, known.reload);
  const revoke = useAction();

  async function end(fingerprint: string): Promise<void> {
    const reason = prompt(words.why);
    if (reason === null || reason.trim() === "") return;
    if ((await revoke.run(at("POST /certificates/{id}/revoke", { path: { id: fingerprint } }), { reason: reason.trim() })) !== undefined) known.reload();
  }

  return (
    <Stack>
      <Section title={words.title} actions={
        <Group gap="xs">
          <Button size="xs" variant="default" loading={upkeep.busy} onClick={() => upkeep.ask("renewCertificate")}>{words.renew}</Button>
          <Button size="xs" variant="default" loading={upkeep.busy} onClick={() => upkeep.ask("trust")}>{words.trust}</Button>
          <Button size="xs" variant="default" loading={upkeep.busy} onClick={() => upkeep.ask("password")}>{words.password}</Button>
        </Group>
      }>
        <ProblemAlert problem={upkeep.problem ?? revoke.problem} />
        <Loaded resource={known} rows={2}>{(value) => (
          <Stack gap="sm">
            <FactList facts={[
              [words.profile, value.securityProfile === undefined ? undefined : String(value.securityProfile)],
              [care.leastProfile, <LeastProfile key="least" station={station} />],
              [words.roots, value.installed.length === 0 ? words.noRoots : value.installed.map(({ use, serialNumber }) => `${use} ${serialNumber}`).join(", ")],
              [words.move, value.move === undefined ? undefined : `${words.moves[value.move.state]}${value.move.problem === undefined ? "" : `: ${value.move.problem}`}`],
            ]} />
            {value.certificates.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : value.certificates.map((certificate) => (
              <Group key={certificate.fingerprint} gap="xs">
                <Badge color={certificate.state === "active" ? "teal" : certificate.state === "revoked" ? "red" : "gray"}>{words.states[certificate.state]}</Badge>
                <Text size="sm">{`${certificate.commonName}, ${words.until(dateTime(certificate.notAfter, zone))}`}</Text>
                {certificate.state === "active" ? <Button size="xs" variant="light" color="red" loading={revoke.busy} onClick={() => void end(certificate.fingerprint)}>{words.revoke}</Button> : null}
              </Group>
            ))}
          </Stack>
        )}</Loaded>
      </Section>
      {may("stations:write") ? <StationMove station={station} done={known.reload} /> : null}
      <Section title={words.events}>
        <Loaded resource={events} rows={1}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{words.noEvents}</Text> : (
          <Stack gap={6}>{items.map((event) => (
            <Group key={event.at + event.type} gap="xs">
              <Text size="xs" c="dimmed" className="figures">{dateTime(event.at, zone)}</Text>
              <Badge color={event.severity === "error" ? "red" : event.severity === "warning" ? "orange" : "gray"}>{event.type}</Badge>
              <Text size="sm">{event.info ?? ""}</Text>
            </Group>
          ))}</Stack>
        )}</Loaded>
      </Section>
    </Stack>
  );
}

/** How a station has to connect at the least; what connects with less is sent away at once. */
function LeastProfile({ station }: { readonly station: StationView }) {
  const save = useAction();
  const [value, setValue] = useState(station.minimumSecurityProfile);
  async function choose(chosen: string | null): Promise<void> {
    const answer = await save.run(at("PATCH /stations/{id}", { path: { id: station.id } }), { minimumSecurityProfile: chosen === null ? null : Number(chosen) });
    if (answer !== undefined) setValue(answer.station.minimumSecurityProfile);
  }
  return (
    <Stack gap={4}>
      <Select aria-label={care.leastProfile} size="xs" clearable disabled={save.busy} placeholder={care.anyProfile} data={care.profiles.map((label, profile) => ({ value: String(profile), label }))} value={value === undefined ? null : String(value)} onChange={(chosen) => void choose(chosen)} />
      <ProblemAlert problem={save.problem} />
    </Stack>
  );
}
