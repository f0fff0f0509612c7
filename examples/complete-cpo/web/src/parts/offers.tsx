import { Badge, Button, Group, Modal, Stack } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Address } from "../api/address.ts";
import type { Page } from "../api/pages.ts";
import { may } from "../api/session.ts";
import { useAction, type Run } from "../api/use-action.ts";
import type { RequestProblem } from "../api/request.ts";
import { PlusIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { PagedList } from "./list-page.tsx";
import { Rows, type Column } from "./rows.tsx";
import { PageTitle, ProblemAlert } from "./states.tsx";

/** A page of what is on offer to drivers: a list, a dialog that adds to it, and a button in each row that ends the offer or opens it again. */
export function OffersPage<Item extends { readonly id: string }>({ title, add, list, permission, icon, empty, hint, columns, offer, dialog, children }: {
  readonly title: string;
  readonly add: string;
  readonly list: Address<Page<Item>>;
  /** Who may add and change. */
  readonly permission: Parameters<typeof may>[0];
  readonly icon: ReactNode;
  readonly empty: string;
  readonly hint: string;
  /** The first names the entry; its state follows. */
  readonly columns: readonly [Column<Item>, ...Column<Item>[]];
  /** How an offer ends: whether it has, the request that turns it, and its words. */
  readonly offer: { readonly isOver: (item: Item) => boolean; readonly turn: (run: Run, item: Item) => Promise<unknown>; readonly over: string; readonly open: string; readonly end: string; readonly reopen: string };
  readonly dialog: (close: () => void, done: () => void) => ReactNode;
  readonly children?: ReactNode;
}) {
  const [adding, setAdding] = useState(false);
  const [turn, setTurn] = useState(0);
  const change = useAction();
  const writes = may(permission);
  const again = (): void => setTurn((before) => before + 1);
  const [name, ...others] = columns;
  const state: Column<Item> = { title: text.common.state, cell: (item) => <Badge miw="max-content" color={offer.isOver(item) ? "gray" : "teal"}>{offer.isOver(item) ? offer.over : offer.open}</Badge> };
  const turned: Column<Item> = {
    title: "", figures: true,
    cell: (item) => (writes ? <Button size="compact-xs" variant="light" onClick={() => void offer.turn(change.run, item).then(again)}>{offer.isOver(item) ? offer.reopen : offer.end}</Button> : null),
  };
  return (
    <>
      <PageTitle title={title} actions={writes ? <Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{add}</Button> : null} />
      <Stack>
        <ProblemAlert problem={change.problem} />
        <PagedList key={turn} address={list} icon={icon} empty={empty} hint={hint}>
          {(items) => <Rows label={title} items={items} keyOf={({ id }) => id} columns={[name, state, ...others, turned]} />}
        </PagedList>
        {children}
      </Stack>
      {adding ? dialog(() => setAdding(false), again) : null}
    </>
  );
}

/** A dialog with a form: its problem and buttons stand below the fields. */
export function FormDialog({ title, close, submit, busy, problem, children }: { readonly title: string; readonly close: () => void; readonly submit: () => Promise<void>; readonly busy: boolean; readonly problem: RequestProblem | undefined; readonly children: ReactNode }) {
  return (
    <Modal opened onClose={close} title={title}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          {children}
          <ProblemAlert problem={problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
