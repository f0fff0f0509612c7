import type { ReactNode } from "react";
import type { Address } from "../api/address.ts";
import type { Page } from "../api/pages.ts";
import { useApi } from "../api/use-api.ts";
import { Empty, Loaded } from "./states.tsx";

/** A list that pages on the server. */
export function PagedList<Item>({ address, icon, empty, hint, children }: {
  readonly address: Address<Page<Item>>;
  readonly icon?: ReactNode;
  readonly empty: string;
  readonly hint?: string;
  readonly children: (items: readonly Item[]) => ReactNode;
}) {
  const list = useApi(address);
  return (
    <Loaded resource={list} rows={8}>
      {({ items }) => items.length === 0 ? <Empty title={empty} {...(icon !== undefined && { icon })} {...(hint !== undefined && { hint })} /> : children(items)}
    </Loaded>
  );
}
