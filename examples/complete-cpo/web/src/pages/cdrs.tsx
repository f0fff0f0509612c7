import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { asProblem, download, type RequestProblem } from "../api/request.ts";
import { useCdrList } from "../api/use-live-list.ts";
import { useMore } from "../api/use-more.ts";
import { CdrIcon } from "../icons.tsx";
import { CdrRows } from "../parts/cdr-rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { text } from "../texts.ts";

const path = "/cdrs?limit=50";

/** All charge records, newest first. */
export function Cdrs() {
  const cdrs = useCdrList(path);
  const more = useMore(path, cdrs);
  const [problem, setProblem] = useState<RequestProblem>();

  async function save(): Promise<void> {
    setProblem(undefined);
    try {
      await download("/cdrs.csv", "charge-records.csv");
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <>
      <PageTitle title={text.cdrs.title} actions={<Button variant="default" onClick={() => void save()}>{text.cdrs.export}</Button>} />
      <ProblemAlert problem={problem ?? more.problem} />
      <Loaded resource={cdrs} rows={8}>
        {({ items, next }) => items.length === 0
          ? <Empty icon={<CdrIcon size={24} />} title={text.cdrs.empty} hint={text.cdrs.emptyHint} />
          : (
            <Stack>
              <CdrRows cdrs={items} />
              {next === undefined ? null : <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>}
            </Stack>
          )}
      </Loaded>
    </>
  );
}
