import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { Address } from "../api/address.ts";
import { useApi, type Resource } from "../api/use-api.ts";
import type { Page } from "../api/use-live-list.ts";
import { useMore, type Named } from "../api/use-more.ts";
import { text } from "../texts.ts";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

/** Shows what comes behind a list, where something does. */
export function More<List extends Page<Named>>({ address, list }: { readonly address: Address<List>; readonly list: Resource<List> }) {
  const more = useMore(address, list);
  if (list.value?.next === undefined) return null;
  return (
    <Stack gap="xs">
      <ProblemAlert problem={more.problem} />
      <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>
    </Stack>
  );
}

/** A list that pages on the server. */
export function PagedList<Item extends Named>({ address, icon, empty, hint, children }: {
  readonly address: Address<Page<Item>>;
  readonly icon?: ReactNode;
  readonly empty: string;
  readonly hint?: string;
  readonly children: (items: readonly Item[]) => ReactNode;
}) {
  const list = useApi(address);
  return (
    <>
      <Loaded resource={list} rows={8}>
        {({ items }) => items.length === 0
          ? <Empty title={empty} {...(icon !== undefined && { icon })} {...(hint !== undefined && { hint })} />
          : (
            <Stack>
              {children(items)}
              <More address={address} list={list} />
            </Stack>
          )}
      </Loaded>
    </>
  );
}
