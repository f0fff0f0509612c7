import { Button, Group, NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { at, type BodyOf } from "../api/address.ts";
import { drafted } from "../api/use-draft.ts";
import { useAction } from "../api/use-action.ts";
import { useAll } from "../api/use-api.ts";
import { text } from "../texts.ts";
import { editor } from "../texts/editor.ts";
import { ProblemAlert } from "./states.tsx";

const KINDS = ["tenant", "location", "evse", "connector", "tokenGroup", "partner", "subscription"] as const;
type Kind = (typeof KINDS)[number];
const KEYS: Readonly<Record<Kind, string | undefined>> = { tenant: undefined, location: "location", evse: "evse", connector: "evse", tokenGroup: "group", partner: "partner", subscription: "subscription" };

type Target = BodyOf<"POST /tariff-assignments">["target"];

/** Lets a tariff apply somewhere, or for somebody, from some time on. */
export function AssignTariff({ tariffId, done }: { readonly tariffId: string; readonly done: () => void }) {
  const locations = useAll(at("GET /locations", { query: { limit: "200" } }));
  const [kind, setKind] = useState<Kind>("location");
  const [value, setValue] = useState<string | null>(null);
  const [connector, setConnector] = useState<number | string>(1);
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const assign = useAction();
  const all = locations.value?.items ?? [];
  const choices = kind === "location"
    ? all.map(({ id, name }) => ({ value: id, label: name }))
    : all.map(({ name, evses }) => ({ group: name, items: evses.map((evse) => ({ value: evse.id, label: evse.emi3Id ?? evse.id })) }));
  const key = KEYS[kind];

  async function submit(): Promise<void> {
    const target = drafted<Target>({ kind, ...(key === undefined ? {} : { [key]: value }), ...(kind === "connector" ? { connector: Number(connector) } : {}) });
    const span = { ...(from === "" ? {} : { from: new Date(from).toISOString() }), ...(until === "" ? {} : { until: new Date(until).toISOString() }) };
    if ((await assign.run(at("POST /tariff-assignments"), { tariffId, target, ...span })) === undefined) return;
    setValue(null);
    done();
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Group align="flex-end" gap="xs">
        <Select label={editor.appliesFor} w={190} allowDeselect={false} value={kind} onChange={(next) => { setKind(KINDS.find((each) => each === next) ?? kind); setValue(null); }} data={KINDS.map((each) => ({ value: each, label: editor.targets[each] }))} />
        {kind === "location" || kind === "evse" || kind === "connector" ? <Select label={kind === "location" ? text.common.location : text.common.evse} searchable value={value} onChange={setValue} data={choices} /> : null}
        {kind === "connector" ? <NumberInput label={editor.connector} w={110} min={1} max={10} value={connector} onChange={setConnector} /> : null}
        {kind === "tokenGroup" || kind === "partner" || kind === "subscription" ? <TextInput label={editor.targets[kind]} placeholder={kind === "partner" ? "DE*MSP" : ""} value={value ?? ""} onChange={(event) => setValue(event.currentTarget.value)} /> : null}
        <TextInput type="datetime-local" label={editor.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={editor.until} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
        <Button type="submit" variant="light" disabled={key !== undefined && (value ?? "") === ""} loading={assign.busy}>{text.tariffs.assign}</Button>
      </Group>
      <ProblemAlert problem={assign.problem} />
    </form>
  );
}
