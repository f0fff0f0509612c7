import { Badge, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { TokenView } from "../../../src/wire/token.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { PlusIcon, TokenIcon } from "../icons.tsx";
import { dateTime, localZone } from "../format.ts";
import { RowActs, Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { useGroupNames } from "../parts/names.ts";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";

const address = at("GET /tokens", { query: { limit: "100" } });

/** Who may charge. */
export function Tokens() {
  const groupName = useGroupNames();
  const tokens = useApi(address);
  const change = useAction();
  const [adding, setAdding] = useState(false);

  async function set(token: TokenView, status: TokenView["status"]): Promise<void> {
    if ((await change.run(at("PATCH /tokens/{id}", { path: { id: token.id } }), { status })) !== undefined) tokens.reload();
  }

  async function remove({ id, value }: TokenView): Promise<void> {
    if (window.confirm(operating.tokenRemoveSure(value)) && (await change.run(at("DELETE /tokens/{id}", { path: { id } }))) !== undefined) tokens.reload();
  }

  return (
    <>
      <PageTitle title={text.tokens.title} actions={<Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.tokens.add}</Button>} />
      <Stack>
        <ProblemAlert problem={change.problem} />
        <Loaded resource={tokens} rows={6}>
          {({ items }) => items.length === 0
            ? <Empty icon={<TokenIcon size={24} />} title={text.tokens.empty} hint={text.tokens.emptyHint} />
            : (
              <>
                <Rows
                  label={text.tokens.title}
                  items={items}
                  keyOf={(token) => token.id}
                  columns={[
                    { title: text.tokens.holder, cell: (token) => <Stack gap={0}><Text size="sm" fw={600}>{token.holder ?? token.value}</Text><Text size="xs" c="dimmed" ff="monospace">{token.value}</Text></Stack> },
                    { title: text.common.state, cell: (token) => <TokenState token={token} /> },
                    { title: text.tokens.type, cell: (token) => text.tokens.types[token.type] },
                    { title: text.tokens.visual, cell: (token) => token.visualNumber ?? "–" },
                    { title: text.tokens.group, cell: (token) => (token.group === undefined ? "–" : groupName(token.group)), wideOnly: true },
                    { title: text.tokens.until, cell: (token) => (token.validUntil === undefined ? "–" : dateTime(token.validUntil, localZone)) },
                    {
                      title: "", figures: true, cell: (token) => (
                        <RowActs>
                          {token.status === "accepted"
                            ? <Button size="compact-xs" variant="light" color="red" onClick={() => void set(token, "blocked")}>{text.tokens.block}</Button>
                            : <Button size="compact-xs" variant="light" color="teal" onClick={() => void set(token, "accepted")}>{text.tokens.unblock}</Button>}
                          <Button size="compact-xs" variant="subtle" color="red" onClick={() => void remove(token)}>{text.common.remove}</Button>
                        </RowActs>
                      ),
                    },
                  ]}
                />
              </>
            )}
        </Loaded>
      </Stack>
      {adding ? <AddToken close={() => setAdding(false)} done={tokens.reload} /> : null}
    </>
  );
}

function TokenState({ token }: { readonly token: TokenView }) {
  if (token.status === "blocked") return <Badge color="red">{text.tokens.blocked}</Badge>;
  return token.usable ? <Badge color="teal">{text.tokens.accepted}</Badge> : <Badge color="orange">{text.tokens.expired}</Badge>;
}

const TYPES = ["RFID", "APP_USER", "AD_HOC_USER", "EMAID", "OTHER"] as const;

function AddToken({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [value, setValue] = useState("");
  const [type, setType] = useState<(typeof TYPES)[number]>("RFID");
  const [holder, setHolder] = useState("");
  const [visualNumber, setVisualNumber] = useState("");
  const [group, setGroup] = useState("");
  const add = useAction();
  const error = (field: string): string | undefined => (add.problem?.problem.field === field ? add.problem.message : undefined);

  async function submit(): Promise<void> {
    const optional = { holder: holder.trim(), visualNumber: visualNumber.trim(), group: group.trim() };
    const given = Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== ""));
    if ((await add.run(at("POST /tokens"), { value: value.trim(), type, status: "accepted", ...given })) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={text.tokens.add}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <TextInput label={text.tokens.value} description={text.tokens.valueHint} required value={value} onChange={(event) => setValue(event.currentTarget.value)} error={error("value")} data-autofocus />
          <Select label={text.tokens.type} allowDeselect={false} value={type} onChange={(next) => setType(next ?? type)} data={TYPES.map((value) => ({ value, label: text.tokens.types[value] }))} />
          <TextInput label={text.tokens.holder} value={holder} onChange={(event) => setHolder(event.currentTarget.value)} error={error("holder")} />
          <TextInput label={text.tokens.visual} value={visualNumber} onChange={(event) => setVisualNumber(event.currentTarget.value)} error={error("visualNumber")} />
          <TextInput label={text.tokens.group} description={text.tokens.groupHint} value={group} onChange={(event) => setGroup(event.currentTarget.value)} error={error("group")} />
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
