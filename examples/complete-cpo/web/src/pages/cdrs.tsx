import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { MonthView } from "../../../src/wire/usage.ts";
import { useRoute } from "../api/routes.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { useCdrList } from "../api/use-live-list.ts";
import { useMore } from "../api/use-more.ts";
import { monthName, monthsBack } from "../format.ts";
import { CdrIcon } from "../icons.tsx";
import { CdrRows } from "../parts/cdr-rows.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { MonthRows } from "../parts/session-months.tsx";
import { Section } from "../parts/section.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";
import { ledger } from "../texts/ledger.ts";

const NOTHING = { month: null as string | null, location: null as string | null, state: null as string | null, party: "", token: "", contract: "", currency: "", least: "", most: "" };
type Filter = typeof NOTHING;

const wide = { base: "100%", xs: 200 } as const;
const small = { base: "47%", xs: 110 } as const;

/** Charge records, found and added up by the server. */
export function Cdrs() {
  const [filter, setFilter] = useState<Filter>(() => ({ ...NOTHING, state: new URLSearchParams(location.search).get("state") }));
  const [asked] = useDebouncedValue(filter, 300);
  const places = useRoute("GET /locations", { query: { limit: "200" } });
  const query = queryOf(asked);
  const path = `/cdrs?limit=50${query === "" ? "" : `&${query}`}`;
  const cdrs = useCdrList(path, query === "");
  const more = useMore(path, cdrs);
  const set = (change: Partial<Filter>): void => setFilter((before) => ({ ...before, ...change }));
  const typed = (name: "party" | "token" | "contract" | "currency" | "least" | "most") => ({ value: filter[name], onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }) });

  return (
    <>
      <PageTitle title={text.cdrs.title} actions={<DownloadButton path={`/cdrs.csv${query === "" ? "" : `?${query}`}`} name="charge-records.csv" label={text.cdrs.export} />} />
      <Stack>
        <Group gap="sm" align="flex-end" role="search" aria-label={ledger.filter}>
          <Select label={ledger.month} placeholder={ledger.anyMonth} data={Array.from({ length: 24 }, (_, back) => ({ value: monthsBack(back), label: monthName(monthsBack(back)) }))} value={filter.month} onChange={(month) => set({ month })} searchable clearable w={wide} />
          <Select label={text.common.location} placeholder={text.sessions.everywhere} data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={filter.location} onChange={(place) => set({ location: place })} searchable clearable w={wide} />
          <Select label={ledger.state} placeholder={ledger.anyState} data={Object.entries({ ...text.cdrs.states, parked: ledger.parked }).map(([value, label]) => ({ value, label }))} value={filter.state} onChange={(state) => set({ state })} clearable w={wide} />
          <TextInput label={text.common.token} {...typed("token")} w={wide} />
          <TextInput label={ledger.contract} {...typed("contract")} w={wide} />
          <TextInput label={ledger.party} placeholder={ledger.partyHint} {...typed("party")} w={small} />
          <TextInput label={ledger.currency} placeholder="EUR" {...typed("currency")} w={small} />
          <TextInput label={ledger.least} inputMode="decimal" {...typed("least")} w={small} />
          <TextInput label={ledger.most} inputMode="decimal" {...typed("most")} w={small} />
          {query === "" ? null : <Button variant="subtle" onClick={() => setFilter(NOTHING)}>{ledger.clear}</Button>}
        </Group>
        <Loaded resource={cdrs} rows={8}>
          {({ items, next }) => items.length === 0 && next === undefined
            ? <Empty icon={<CdrIcon size={24} />} title={query === "" ? text.cdrs.empty : ledger.none} {...(query === "" && { hint: text.cdrs.emptyHint })} />
            : (
              <Stack>
                <CdrRows cdrs={items} />
                <ProblemAlert problem={more.problem} />
                {next === undefined ? null : <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>}
              </Stack>
            )}
        </Loaded>
        {asked.state === "parked" ? null : <Section title={ledger.months}><Sums query={query} /></Section>}
      </Stack>
    </>
  );
}

function Sums({ query }: { readonly query: string }) {
  const months = useApi<{ readonly items: readonly MonthView[]; readonly complete: boolean }>(`/cdrs/months${query === "" ? "" : `?${query}`}`);
  useReloadOn(["cdr"], months.reload);
  return (
    <Loaded resource={months} rows={2}>
      {({ items, complete }) => <>{complete ? null : <Text size="sm" c="dimmed">{ledger.partial}</Text>}<MonthRows items={items} /></>}
    </Loaded>
  );
}

function queryOf({ month, location: place, state, party, token, contract, currency, least, most }: Filter): string {
  const given = { location: place ?? "", state: state ?? "", party: party.trim().toUpperCase(), token: token.trim(), contract: contract.trim(), currency: currency.trim().toUpperCase(), least: least.trim().replace(",", "."), most: most.trim().replace(",", "."), ...(month === null ? {} : spanOf(month)) };
  return new URLSearchParams(Object.entries(given).filter(([, value]) => value !== "")).toString();
}

/** A month of the reader's clock; charges count where they ended. */
function spanOf(month: string): Readonly<Record<string, string>> {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { from: new Date(year, number - 1, 1).toISOString(), to: new Date(year, number, 1).toISOString(), time: "ended" };
}
