import { Alert, Button, ColorInput, FileInput, Group, Image, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { at } from "../api/address.ts";
import type { SettingsView } from "../../../src/wire/tenant.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { languages } from "../language.ts";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

/** How this CPO presents itself, and in whose name it acts. */
export function Settings() {
  const settings = useApi(at("GET /settings"));
  return (
    <>
      <PageTitle title={text.settings.title} />
      <Loaded resource={settings}>{(known) => <Form known={known} />}</Loaded>
    </>
  );
}

function Form({ known }: { readonly known: SettingsView }) {
  const [name, setName] = useState(known.name);
  const [color, setColor] = useState(known.color ?? "");
  const [logo, setLogo] = useState(known.logo);
  const [locale, setLocale] = useState(known.locale);
  const [currency, setCurrency] = useState(known.currency);
  const [timeZone, setTimeZone] = useState(known.timeZone);
  const [countryCode, setCountryCode] = useState(known.party.countryCode);
  const [partyId, setPartyId] = useState(known.party.partyId);
  const [saved, setSaved] = useState(false);
  const save = useAction();
  const error = (field: string): string | undefined => (save.problem?.problem.field === field ? save.problem.message : undefined);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const body = { name: name.trim(), color: color === "" ? null : color, logo: logo ?? null, locale, currency, timeZone, party: { countryCode, partyId } };
    setSaved((await save.run(at("PATCH /settings"), body)) !== undefined);
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {saved ? <Alert color="teal">{text.settings.saved}</Alert> : null}
        <ProblemAlert problem={save.problem} />
        <Section title={text.settings.branding}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label={text.settings.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} error={error("name")} />
            <ColorInput label={text.settings.color} description={text.settings.colorHint} value={color} onChange={setColor} format="hex" withEyeDropper={false} error={error("color")} />
            <FileInput label={text.settings.logo} description={text.settings.logoHint} accept="image/svg+xml,image/png" clearable onChange={(file) => void (file === null ? setLogo(undefined) : dataOf(file).then(setLogo))} error={error("logo")} />
            {logo === undefined ? null : <Group align="flex-end"><Image src={logo} alt={text.settings.logo} h={48} w="auto" fit="contain" /><Button variant="subtle" color="red" size="xs" onClick={() => setLogo(undefined)}>{text.common.remove}</Button></Group>}
          </SimpleGrid>
        </Section>
        <Section title={text.settings.usual}>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Select label={text.nav.language} allowDeselect={false} value={locale} onChange={(chosen) => setLocale(chosen === "de" ? "de" : "en")} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
            <TextInput label={text.settings.currency} required maxLength={3} value={currency} onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())} error={error("currency")} />
            <Select label={text.settings.timeZone} searchable allowDeselect={false} value={timeZone} onChange={(chosen) => setTimeZone(chosen ?? timeZone)} data={["UTC", ...Intl.supportedValuesOf("timeZone")]} limit={100} />
          </SimpleGrid>
        </Section>
        <Section title={text.settings.party}>
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            <TextInput label={text.settings.countryCode} required maxLength={2} value={countryCode} onChange={(event) => setCountryCode(event.currentTarget.value.toUpperCase())} error={error("party.countryCode")} />
            <TextInput label={text.settings.partyId} required maxLength={3} value={partyId} onChange={(event) => setPartyId(event.currentTarget.value.toUpperCase())} error={error("party.partyId")} />
          </SimpleGrid>
          <Alert color="gray">{text.settings.partyHint}</Alert>
        </Section>
        <Group justify="flex-end"><Button type="submit" loading={save.busy} disabled={!may("settings:write")}>{text.common.save}</Button></Group>
      </Stack>
    </form>
  );
}

function dataOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(typeof reader.result === "string" ? reader.result : ""));
    reader.addEventListener("error", () => reject(new Error(text.settings.logoUnreadable)));
    reader.readAsDataURL(file);
  });
}
