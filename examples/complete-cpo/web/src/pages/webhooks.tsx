import { Badge, Button, Group, Modal, MultiSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { WebhookView, WebhookWithSecret } from "../../../src/wire/webhook.ts";
import { WEBHOOK_TOPICS } from "../../../src/wire/webhook-topics.ts";
import { may } from "../api/session.ts";
import { useAction, type Action } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { HookIcon, PlusIcon } from "../icons.tsx";
import { BackLink } from "../parts/back-link.tsx";
import { CopyField } from "../parts/copy-field.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";

/** Programs elsewhere that are told what happens. */
export function Webhooks() {
  const webhooks = useApi(at("GET /webhooks", { query: { limit: "200" } }));
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<WebhookWithSecret>();
  return (
    <>
      <PageTitle title={text.webhooks.title} actions={may("settings:write") ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.webhooks.add}</Button> : null} />
      <Loaded resource={webhooks}>
        {({ items }) => items.length === 0
          ? <Empty icon={<HookIcon size={24} />} title={text.webhooks.empty} hint={text.webhooks.emptyHint} />
          : (
            <Rows
              label={text.webhooks.title}
              items={items}
              keyOf={({ id }) => id}
              to={({ id }) => `/webhooks/${id}`}
              columns={[
                { title: text.webhooks.url, cell: ({ id, url }) => <Link to={`/webhooks/${id}`} fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>{url}</Link> },
                { title: text.webhooks.topics, cell: ({ topics }) => <Text size="xs">{topics.join(", ")}</Text> },
                { title: text.common.state, cell: ({ parked }) => (parked === 0 ? <Badge color="teal">{text.webhooks.well}</Badge> : <Badge color="red">{text.webhooks.parkedCount(parked)}</Badge>) },
              ]}
            />
          )}
      </Loaded>
      {adding ? <AddWebhook close={() => setAdding(false)} done={(made) => { webhooks.reload(); setShown(made); }} /> : null}
      {shown === undefined ? null : <Secret made={shown} close={() => setShown(undefined)} />}
    </>
  );
}

/** One webhook: its tries, what was given up, and its secret. */
export function WebhookPage({ id }: { readonly id: string }) {
  const webhook = useApi(at("GET /webhooks/{id}", { path: { id } }));
  const tries = useApi(at("GET /webhooks/{id}/deliveries", { path: { id }, query: { limit: "50" } }));
  const parked = useApi(at("GET /webhooks/{id}/parked", { path: { id } }));
  const act = useAction();
  const rotate = useAction();
  const [shown, setShown] = useState<WebhookWithSecret>();
  const [removed, setRemoved] = useState(false);
  const [changing, setChanging] = useState(false);

  async function take(asked: Promise<unknown>): Promise<void> {
    if ((await asked) === undefined) return;
    for (const each of [webhook, tries, parked]) each.reload();
  }

  if (removed) return <Empty title={text.webhooks.removed} action={<Link to="/webhooks">{text.webhooks.title}</Link>} />;
  return (
    <>
      <PageTitle above={<BackLink to="/webhooks" label={text.webhooks.title} />} title={<span style={{ overflowWrap: "anywhere" }}>{webhook.value?.url ?? id}</span>} actions={may("settings:write") ? (
        <>
          <Button variant="default" loading={act.busy} onClick={() => void take(act.run(at("POST /webhooks/{id}/test", { path: { id } })))}>{text.webhooks.test}</Button>
          <Button variant="default" disabled={webhook.value === undefined} onClick={() => setChanging(true)}>{operating.webhookChange}</Button>
          <Button variant="default" onClick={() => { if (window.confirm(text.webhooks.rotateSure)) void rotate.run(at("POST /webhooks/{id}/rotate", { path: { id } })).then(setShown); }}>{text.webhooks.rotate}</Button>
          <Button variant="light" color="red" onClick={() => { if (window.confirm(text.webhooks.removeSure)) void act.run(at("DELETE /webhooks/{id}", { path: { id } })).then((answer) => setRemoved(answer !== undefined)); }}>{text.common.remove}</Button>
        </>
      ) : null} />
      <Stack>
        <ProblemAlert problem={act.problem ?? rotate.problem} />
        <Loaded resource={webhook}>{({ topics }) => <Group gap={6}>{topics.map((topic) => <Badge key={topic} color="gray">{topic}</Badge>)}</Group>}</Loaded>
        <Loaded resource={parked} rows={1}>{({ items }) => items.length === 0 ? null : (
          <Section title={text.webhooks.parked} actions={<Button size="xs" onClick={() => void take(act.run(at("POST /webhooks/{id}/retry", { path: { id } })))}>{text.webhooks.retry}</Button>}>
            <Rows label={text.webhooks.parked} items={items} keyOf={(one) => one.id} columns={[
              { title: text.webhooks.topic, cell: ({ topic }) => topic }, { title: text.webhooks.error, cell: ({ error }) => <Text size="sm">{error}</Text> },
              { title: text.webhooks.attempts, cell: ({ attempts }) => attempts }, { title: text.common.time, cell: ({ parkedAt }) => dateTime(parkedAt, localZone) },
            ]} />
          </Section>
        )}</Loaded>
        <Section title={text.webhooks.tries}>
          <Loaded resource={tries}>
            {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{text.webhooks.noTries}</Text> : (
              <Rows label={text.webhooks.tries} items={items} keyOf={(one) => one.id} columns={[
                { title: text.webhooks.topic, cell: ({ topic }) => topic },
                { title: text.common.state, cell: ({ status, error }) => <Badge color={error === undefined ? "teal" : "red"}>{error ?? String(status)}</Badge> },
                { title: text.webhooks.attempts, cell: ({ attempt }) => attempt }, { title: text.common.time, cell: ({ at }) => dateTime(at, localZone) }, { title: text.common.duration, cell: ({ took }) => `${took} ms`, figures: true },
              ]} />
            )}
          </Loaded>
        </Section>
      </Stack>
      {changing && webhook.value !== undefined ? <ChangeWebhook webhook={webhook.value} close={() => setChanging(false)} done={webhook.reload} /> : null}
      {shown === undefined ? null : <Secret made={shown} close={() => { setShown(undefined); webhook.reload(); }} />}
    </>
  );
}

function Secret({ made, close }: { readonly made: WebhookWithSecret; readonly close: () => void }) {
  return (
    <Modal opened onClose={close} title={text.webhooks.secret}>
      <Stack><Text size="sm">{text.webhooks.secretHint}</Text><CopyField label={text.webhooks.secret} value={made.secret} /><Group justify="flex-end"><Button onClick={close}>{text.common.close}</Button></Group></Stack>
    </Modal>
  );
}

type Topic = (typeof WEBHOOK_TOPICS)[number];

function AddWebhook({ close, done }: { readonly close: () => void; readonly done: (made: WebhookWithSecret) => void }) {
  const add = useAction();

  async function submit(url: string, topics: readonly Topic[]): Promise<void> {
    const made = await add.run(at("POST /webhooks"), { url, topics });
    if (made === undefined) return;
    close();
    done(made);
  }

  return <WebhookForm title={text.webhooks.add} act={text.common.add} action={add} submit={submit} close={close} />;
}

function ChangeWebhook({ webhook, close, done }: { readonly webhook: WebhookView; readonly close: () => void; readonly done: () => void }) {
  const save = useAction();

  async function submit(url: string, topics: readonly Topic[]): Promise<void> {
    if ((await save.run(at("PATCH /webhooks/{id}", { path: { id: webhook.id } }), { url, topics })) === undefined) return;
    close();
    done();
  }

  return <WebhookForm title={operating.webhookChange} act={text.common.save} webhook={webhook} action={save} submit={submit} close={close} />;
}

function WebhookForm({ title, act, webhook, action, submit, close }: { readonly title: string; readonly act: string; readonly webhook?: WebhookView; readonly action: Action; readonly submit: (url: string, topics: readonly Topic[]) => Promise<void>; readonly close: () => void }) {
  const [url, setUrl] = useState(webhook?.url ?? "https://");
  const [topics, setTopics] = useState<Topic[]>(webhook?.topics ?? ["session.ended", "cdr.issued"]);

  return (
    <Modal opened onClose={close} title={title}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(url.trim(), topics); }}>
        <Stack>
          <TextInput label={text.webhooks.url} required value={url} onChange={(event) => setUrl(event.currentTarget.value)} data-autofocus />
          <MultiSelect label={text.webhooks.topics} required searchable value={topics} onChange={setTopics} data={[...WEBHOOK_TOPICS]} maxDropdownHeight={240} />
          <ProblemAlert problem={action.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={action.busy} disabled={topics.length === 0}>{act}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
