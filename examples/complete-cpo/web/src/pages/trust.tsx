import { Badge, Button, Group, Modal, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { StationCertificateView, TrustAnchorView } from "../../../src/wire/fleet.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { age, dateTime, localZone } from "../format.ts";
import { PlusIcon, ShieldIcon } from "../icons.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { PagedList } from "../parts/list-page.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { care } from "../texts/care.ts";

type Certificate = z.infer<typeof StationCertificateView>;
type Anchor = z.infer<typeof TrustAnchorView>;
const words = care.trust;
/** When a certificate should have been renewed, in ms. */
const SOON = 30 * 86_400_000;

/** Certificates of stations and when they end, the roots that stations shall trust, and the authority that signs. */
export function Trust() {
  const [turn, setTurn] = useState(0);
  const [adding, setAdding] = useState(false);
  const act = useAction();
  const writes = may("stations:write");
  const again = (): void => setTurn((before) => before + 1);

  function revoke({ fingerprint }: Certificate): void {
    const reason = prompt(words.why)?.trim() ?? "";
    if (reason !== "") void act.run(at("POST /certificates/{id}/revoke", { path: { id: fingerprint } }), { reason }).then(again);
  }

  return (
    <>
      <PageTitle title={words.title} />
      <Stack>
        <ProblemAlert problem={act.problem} />
        <Section title={words.certificates}>
          <Text size="sm" c="dimmed">{words.certificatesHint}</Text>
          <PagedList key={`certificates ${turn}`} address={at("GET /certificates", { query: { limit: "50" } })} icon={<ShieldIcon size={24} />} empty={words.noCertificates} hint={words.noCertificatesHint}>
            {(items) => (
              <Rows
                label={words.certificates}
                items={items}
                keyOf={({ fingerprint }) => fingerprint}
                columns={[
                  { title: words.station, cell: ({ stationId }) => <Link to={`/stations/${encodeURIComponent(stationId)}`} fw={600} size="sm">{stationId}</Link> },
                  { title: words.state, cell: (certificate) => <CertificateState certificate={certificate} /> },
                  { title: words.ends, cell: ({ notAfter }) => <Text size="sm" title={dateTime(notAfter, localZone)}>{age(notAfter)}</Text> },
                  { title: words.name, cell: ({ commonName }) => commonName },
                  { title: words.use, cell: ({ use }) => words.uses[use] },
                  { title: words.revoke, cell: (certificate) => writes && certificate.state === "active" ? <Button size="compact-xs" variant="light" color="red" onClick={() => revoke(certificate)}>{words.revoke}</Button> : null, figures: true },
                ]}
              />
            )}
          </PagedList>
        </Section>
        <Section title={words.roots} actions={writes ? <Button size="xs" leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{words.addRoot}</Button> : null}>
          <Text size="sm" c="dimmed">{words.rootsHint}</Text>
          <PagedList key={`roots ${turn}`} address={at("GET /trust-anchors", { query: { limit: "50" } })} empty={words.noRoots}>
            {(items) => (
              <Rows
                label={words.roots}
                items={items}
                keyOf={({ use, fingerprint }) => `${use} ${fingerprint}`}
                columns={[
                  { title: words.name, cell: ({ commonName }) => <Text size="sm" fw={600}>{commonName}</Text> },
                  { title: words.use, cell: ({ use }) => words.rootUses[use] },
                  { title: words.ends, cell: ({ notAfter }) => dateTime(notAfter, localZone) },
                  { title: words.state, cell: ({ wanted }) => <Badge color={wanted ? "teal" : "gray"}>{wanted ? words.wanted : words.unwanted}</Badge> },
                  { title: words.distrust, cell: ({ use, fingerprint, wanted }) => writes && wanted ? <Button size="compact-xs" variant="light" color="red" onClick={() => void act.run(at("DELETE /trust-anchors/{use}/{id}", { path: { use, id: fingerprint } })).then(again)}>{words.distrust}</Button> : null, figures: true },
                ]}
              />
            )}
          </PagedList>
        </Section>
        <Section title={words.authority}>
          <Text size="sm" c="dimmed">{words.authorityHint}</Text>
          <Group>
            <DownloadButton label={words.root} address={at("GET /authority/root")} name="root.pem" />
            <DownloadButton label={words.crl} address={at("GET /authority/crl")} name="crl.pem" />
          </Group>
        </Section>
      </Stack>
      {adding ? <AddRoot close={() => setAdding(false)} done={again} /> : null}
    </>
  );
}

function CertificateState({ certificate: { state, notAfter } }: { readonly certificate: Certificate }) {
  const left = Date.parse(notAfter) - Date.now();
  if (state !== "active") return <Badge color={state === "revoked" ? "red" : "gray"}>{words.states[state]}</Badge>;
  if (left <= 0) return <Badge color="red">{words.over}</Badge>;
  return left < SOON ? <Badge color="orange">{words.soon}</Badge> : <Badge color="teal">{words.states.active}</Badge>;
}

function AddRoot({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [use, setUse] = useState<Anchor["use"]>("csms");
  const [certificate, setCertificate] = useState("");
  const add = useAction();
  async function send(given: string): Promise<void> {
    if ((await add.run(at("POST /trust-anchors"), { use, certificate: given })) === undefined) return;
    done();
    close();
  }
  return (
    <Modal opened onClose={close} title={words.addRoot}>
      <form onSubmit={(event) => { event.preventDefault(); void send(certificate); }}>
        <Stack>
          <Select label={words.use} allowDeselect={false} value={use} onChange={(next) => setUse((before) => next ?? before)} data={(Object.keys(words.rootUses) as Anchor["use"][]).map((value) => ({ value, label: words.rootUses[value] }))} />
          <Textarea label={words.pem} placeholder="-----BEGIN CERTIFICATE-----" required autosize minRows={4} maxRows={12} value={certificate} onChange={(event) => setCertificate(event.currentTarget.value)} />
          <ProblemAlert problem={add.problem} />
          <Group justify="space-between"><Button variant="default" loading={add.busy} onClick={() => void send("authority")}>{words.own}</Button><Button type="submit" loading={add.busy}>{words.addRoot}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
