import { SegmentedControl, Stack } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { CaseView } from "../../../src/wire/operations.ts";
import { useApi } from "../api/use-api.ts";
import { text } from "../texts.ts";
import { CaseRows } from "./case-rows.tsx";
import { Empty, Loaded } from "./states.tsx";

const words = text.fleet.cases;

/** Cases of all stations in one state. */
export function CaseList() {
  const [state, setState] = useState<CaseView["state"]>("open");
  const address = at("GET /cases", { query: { state, limit: "50" } });
  const cases = useApi(address);
  return (
    <Stack>
      <SegmentedControl value={state} onChange={(value) => setState(value as typeof state)} data={Object.entries(words.states).map(([value, label]) => ({ value, label }))} style={{ alignSelf: "flex-start" }} />
      <Loaded resource={cases}>{({ items }) => items.length === 0 ? <Empty title={words.none} /> : (
        <>
          <CaseRows cases={items} changed={cases.reload} isLinked />
        </>
      )}</Loaded>
    </Stack>
  );
}
