import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../../api/address.ts";
import type { DriverAccount } from "../../../../src/wire/driver-account.ts";
import { useAction } from "../../api/use-action.ts";
import { DownloadButton } from "../../parts/download-button.tsx";
import { Section } from "../../parts/section.tsx";
import { ProblemAlert } from "../../parts/states.tsx";
import { go } from "../../router.tsx";
import { text } from "../../texts.ts";
import { account as words } from "../../texts/account.ts";
import { setDriver } from "./use-driver.ts";

/** Who the driver is, all data to take along, and the end of the account. */
export function Profile({ account }: { readonly account: DriverAccount }) {
  const { address } = account;
  const [given, setGiven] = useState({ name: account.name, phone: account.phone ?? "", street: address?.address[0] ?? "", town: address?.address[1] ?? "", country: address?.country ?? "" });
  const [saved, setSaved] = useState(false);
  const save = useAction();
  const remove = useAction();
  const field = (name: keyof typeof given, rule: string = name) => ({
    value: given[name], onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setSaved(false); setGiven((before) => ({ ...before, [name]: value })); },
    error: save.problem?.problem.field === rule ? save.problem.message : undefined,
  });

  async function submit(): Promise<void> {
    const lines = [given.street, given.town].map((line) => line.trim()).filter((line) => line !== "");
    const body = {
      name: given.name.trim(), phone: given.phone.trim() === "" ? null : given.phone.trim(),
      address: lines.length === 0 && given.country.trim() === "" ? null : { ...address, address: lines, country: given.country.trim().toUpperCase() },
    };
    const state = await save.run(at("PATCH /public/account"), body);
    if (state === undefined) return;
    setSaved(true);
    setDriver(state);
  }

  async function end(): Promise<void> {
    if (!window.confirm(words.deleteSure)) return;
    const state = await remove.run(at("DELETE /public/account"));
    if (state === undefined) return;
    setDriver(state);
    go("/drive");
  }

  return (
    <>
      <Section title={words.profile}>
        <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
          <Stack>
            <TextInput label={words.email} readOnly value={account.email ?? ""} />
            <TextInput label={words.name} required autoComplete="name" {...field("name")} />
            <TextInput label={words.phone} type="tel" autoComplete="tel" {...field("phone")} />
            <Text size="sm" c="dimmed">{words.addressHint}</Text>
            <TextInput label={words.street} autoComplete="street-address" {...field("street")} />
            <TextInput label={words.town} {...field("town")} />
            <TextInput label={words.country} maxLength={2} {...field("country", "address.country")} />
            <ProblemAlert problem={save.problem} />
            <Group><Button type="submit" loading={save.busy}>{text.common.save}</Button>{saved ? <Text size="sm" role="status">{words.saved}</Text> : null}</Group>
          </Stack>
        </form>
      </Section>
      <Section title={words.data}>
        <Text size="sm">{words.exportHint}</Text>
        <Group><DownloadButton address={at("GET /public/account/export")} name="account.json" label={words.export} /></Group>
        <Text size="sm">{words.deleteHint}</Text>
        <ProblemAlert problem={remove.problem} />
        <Group><Button color="red" variant="light" loading={remove.busy} onClick={() => void end()}>{words.delete}</Button></Group>
      </Section>
    </>
  );
}
