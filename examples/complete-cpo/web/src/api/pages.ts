import { behind, type Address } from "./address.ts";
import { request } from "./request.ts";

/** A part of a list, and where the next part begins. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export function isList(answer: unknown): answer is Page<unknown> {
  return typeof answer === "object" && answer !== null && "items" in answer && Array.isArray(answer.items);
}

/** Whether an answer is a page of a list behind which there is more. */
export function hasMore(answer: unknown): answer is Page<unknown> & { readonly next: string } {
  return isList(answer) && answer.next !== undefined;
}

/** A list with its next page behind it; what moved from one page to the other meanwhile is there once. */
export async function readOn<List>(address: Address<List>, list: List, signal?: AbortSignal): Promise<(before: List) => List> {
  if (!hasMore(list)) return (before) => before;
  const page = await request(behind(address, list.next), { ...(signal !== undefined && { signal }) });
  return (before) => joined(before as Page<unknown>, page as Page<unknown>) as List;
}

/** A list from its beginning on, as far as it was read before. */
export async function readAsFar<List>(address: Address<List>, shown: number, signal: AbortSignal): Promise<List> {
  let list: List = await request<List, unknown>(address, { signal });
  while (hasMore(list) && list.items.length < shown) list = (await readOn<List>(address, list, signal))(list);
  return list;
}

/** A list that is read from its newest again keeps what was read on behind it, as long as both meet. */
export function newestOf<List extends Page<unknown>>(before: List, newest: List): List {
  const known = new Set(newest.items.map(nameOf));
  const older = before.items.filter((item) => !known.has(nameOf(item)));
  if (older.length === 0 || older.length === before.items.length) return newest;
  return { ...newest, items: [...newest.items, ...older], next: before.next };
}

function joined(before: Page<unknown>, page: Page<unknown>): Page<unknown> {
  const known = new Set(before.items.map(nameOf));
  return { ...before, next: page.next, items: [...before.items, ...page.items.filter((item) => !known.has(nameOf(item)))] };
}

/** What tells an item from the others: its id, or all that is said of it. */
function nameOf(item: unknown): string {
  return typeof item === "object" && item !== null && "id" in item ? String(item.id) : JSON.stringify(item);
}
