import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { at, type QueryOf } from "../api/address.ts";
import { useAll, useApi, useReloadOn } from "../api/use-api.ts";
import { useCdrList } from "../api/use-live-list.ts";
import { monthName, monthsBack } from "../format.ts";
import { CdrIcon } from "../icons.tsx";
import { CdrRows } from "../parts/cdr-rows.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { MonthRows } from "../parts/session-months.tsx";
import { Section } from "../parts/section.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { text } from "../texts.ts";
import { ledger } from "../texts/ledger.ts";

const STATES = ["standing", "credited", "credit", "parked"] as const;

const NOTHING = { month: null as string | null, location: null as string | null, state: null as (typeof STATES)[number] | null, party: "", token: "", contract: "", currency: "", least: "", most: "" };
type Filter = typeof NOTHING;

const wide = { base: "100%", xs: 200 } as const;
const small = { base: "47%", xs: 110 } as const;

/** Charge records, found and added up by the server. */
export function Cdrs() {
  const [filter, setFilter] = useState<Filter>(() => ({ ...NOTHING, state: STATES.find((each) => each === new URLSearchParams(location.search).get("state")) ?? null }));
  const [asked] = useDebouncedValue(filter, 300);
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const query = queryOf(asked);
  const isAll = Object.values(query).every((value) => value === "" || value === null);
  const address = at("GET /cdrs", { query: { limit: "50", ...query } });
  const cdrs = useCdrList(address, isAll);
  const set = (change: Partial<Filter>): void => setFilter((before) => ({ ...before, ...change }));
  const typed = (name: "party" | "token" | "contract" | "currency" | "least" | "most") => ({ value: filter[name], onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }) });

  return (
    <>
      <PageTitle title={text.cdrs.title} actions={<DownloadButton address={at("GET /cdrs.csv", { query })} name="charge-records.csv" label={text.cdrs.export} />} />
      <Stack>
        <Group gap="sm" align="flex-end" role="search" aria-label={ledger.filter}>
          <Select label={ledger.month} placeholder={ledger.anyMonth} data={Array.from({ length: 24 }, (_, back) => ({ value: monthsBack(back), label: monthName(monthsBack(back)) }))} value={filter.month} onChange={(month) => set({ month })} searchable clearable w={wide} />
          <Select label={text.common.location} placeholder={text.sessions.everywhere} data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={filter.location} onChange={(place) => set({ location: place })} searchable clearable w={wide} />
          <Select label={ledger.state} placeholder={ledger.anyState} data={STATES.map((value) => ({ value, label: value === "parked" ? ledger.parked : text.cdrs.states[value] }))} value={filter.state} onChange={(state) => set({ state })} clearable w={wide} />
          <TextInput label={text.common.token} {...typed("token")} w={wide} />
          <TextInput label={ledger.contract} {...typed("contract")} w={wide} />
          <TextInput label={ledger.party} placeholder={ledger.partyHint} {...typed("party")} w={small} />
          <TextInput label={ledger.currency} placeholder="EUR" {...typed("currency")} w={small} />
          <TextInput label={ledger.least} inputMode="decimal" {...typed("least")} w={small} />
          <TextInput label={ledger.most} inputMode="decimal" {...typed("most")} w={small} />
          {isAll ? null : <Button variant="subtle" onClick={() => setFilter(NOTHING)}>{ledger.clear}</Button>}
        </Group>
        <Loaded resource={cdrs} rows={8}>
          {({ items, next }) => items.length === 0 && next === undefined
            ? <Empty icon={<CdrIcon size={24} />} title={isAll ? text.cdrs.empty : ledger.none} {...(isAll && { hint: text.cdrs.emptyHint })} />
            : (
              <Stack>
                <CdrRows cdrs={items} />
              </Stack>
            )}
        </Loaded>
        {query.state === "parked" ? null : <Section title={ledger.months}><Sums query={{ ...query, state: query.state }} /></Section>}
      </Stack>
    </>
  );
}

function Sums({ query }: { readonly query: QueryOf<"GET /cdrs/months"> }) {
  const months = useApi(at("GET /cdrs/months", { query }));
  useReloadOn(["cdr"], months.reload);
  return (
    <Loaded resource={months} rows={2}>
      {({ items, complete }) => <>{complete ? null : <Text size="sm" c="dimmed">{ledger.partial}</Text>}<MonthRows items={items} /></>}
    </Loaded>
  );
}

function queryOf({ month, location: place, state, party, token, contract, currency, least, most }: Filter) {
  return { location: place, state, party: party.trim().toUpperCase(), token: token.trim(), contract: contract.trim(), currency: currency.trim().toUpperCase(), least: least.trim().replace(",", "."), most: most.trim().replace(",", "."), ...(month === null ? {} : spanOf(month)) } satisfies QueryOf<"GET /cdrs">;
}

/** A month of the reader's clock; charges count where they ended. */
function spanOf(month: string) {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { from: new Date(year, number - 1, 1).toISOString(), to: new Date(year, number, 1).toISOString(), time: "ended" as const };
}
