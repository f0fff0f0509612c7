import { Alert, Badge, Button, Code, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at } from "../api/address.ts";
import type { AuditEntryView, AuditVerdict } from "../../../src/wire/access.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { AuditIcon, CheckIcon, WarningIcon } from "../icons.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { text } from "../texts.ts";

/** Who did what, with the thing as it was and is; and whether the log is as it was written. */
export function AuditLog() {
  const [actor, setActor] = useState("");
  const [subject, setSubject] = useState("");
  const [asked, setAsked] = useState({});
  const address = at("GET /audit", { query: { limit: "50", ...asked } });
  const entries = useApi(address);
  const [shown, setShown] = useState<AuditEntryView>();

  function search(event: FormEvent): void {
    event.preventDefault();
    setAsked({ actor: actor.trim(), subject: subject.trim() });
  }

  return (
    <>
      <PageTitle title={text.audit.title} actions={<Verify />} />
      <Stack>
        <form onSubmit={search}>
          <Group align="flex-end" gap="sm">
            <TextInput label={text.audit.actor} placeholder="anna@example.org" value={actor} onChange={(event) => setActor(event.currentTarget.value)} />
            <TextInput label={text.audit.subject} placeholder="stations/CS-1" value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />
            <Button type="submit" variant="default">{text.common.search}</Button>
          </Group>
        </form>
        <Loaded resource={entries} rows={8}>
          {({ items }) => items.length === 0
            ? <Empty icon={<AuditIcon size={24} />} title={text.audit.empty} hint={text.audit.emptyHint} />
            : (
              <>
                <Rows
                  label={text.audit.title}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={[
                    { title: text.audit.action, cell: ({ action, outcome }) => <Group gap="xs"><Code>{action}</Code>{outcome === undefined ? null : <Badge color="orange">{text.audit.unknown}</Badge>}</Group> },
                    { title: text.audit.actor, cell: (entry) => entry.actor },
                    { title: text.audit.subject, cell: (entry) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{entry.subject}</Text> },
                    { title: text.common.time, cell: ({ at }) => dateTime(at, localZone) },
                    { title: "", cell: (entry) => <Button size="compact-xs" variant="default" onClick={() => setShown(entry)}>{text.audit.details}</Button>, figures: true },
                  ]}
                />
              </>
            )}
        </Loaded>
      </Stack>
      {shown === undefined ? null : (
        <Modal opened size="lg" onClose={() => setShown(undefined)} title={shown.action}>
          <Stack>
            <Text size="sm">{text.audit.line(shown.actor, dateTime(shown.at, localZone), shown.subject)}</Text>
            {shown.before === undefined ? null : <><Text size="sm" fw={600}>{text.audit.before}</Text><Code block>{JSON.stringify(shown.before, null, 2)}</Code></>}
            {shown.after === undefined ? null : <><Text size="sm" fw={600}>{text.audit.after}</Text><Code block>{JSON.stringify(shown.after, null, 2)}</Code></>}
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>{`${text.audit.hash}: ${shown.hash}`}</Text>
          </Stack>
        </Modal>
      )}
    </>
  );
}

function Verify() {
  const verify = useAction();
  const [verdict, setVerdict] = useState<AuditVerdict>();
  return (
    <>
      <Button variant="default" loading={verify.busy} onClick={() => void verify.run(at("GET /audit/verify")).then(setVerdict)}>{text.audit.verify}</Button>
      {verdict === undefined ? null : (
        <Modal opened onClose={() => setVerdict(undefined)} title={text.audit.verify}>
          {verdict.outcome === "intact"
            ? <Alert color="teal" icon={<CheckIcon />} title={text.audit.intact(verdict.entries ?? 0)}><Stack gap="xs"><Text size="sm">{text.audit.intactHint}</Text><Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{verdict.hash}</Code></Stack></Alert>
            : <Alert color="red" icon={<WarningIcon />} title={text.audit.broken(verdict.seq ?? 0)}>{verdict.reason}</Alert>}
        </Modal>
      )}
    </>
  );
}
