import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../api/use-api.ts";
import type { Page } from "../api/use-live-list.ts";
import { useMore, type Named } from "../api/use-more.ts";
import { text } from "../texts.ts";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

/** A list that pages on the server; `path` has a limit. */
export function PagedList<Item extends Named>({ path, icon, empty, hint, children }: {
  readonly path: string;
  readonly icon?: ReactNode;
  readonly empty: string;
  readonly hint?: string;
  readonly children: (items: readonly Item[]) => ReactNode;
}) {
  const list = useApi<Page<Item>>(path);
  const more = useMore(path, list);
  return (
    <>
      <ProblemAlert problem={more.problem} />
      <Loaded resource={list} rows={8}>
        {({ items, next }) => items.length === 0
          ? <Empty title={empty} {...(icon !== undefined && { icon })} {...(hint !== undefined && { hint })} />
          : (
            <Stack>
              {children(items)}
              {next === undefined ? null : <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>}
            </Stack>
          )}
      </Loaded>
    </>
  );
}
