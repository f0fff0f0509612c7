import { Anchor, type AnchorProps } from "@mantine/core";
import { useSyncExternalStore, type MouseEvent, type ReactNode } from "react";
import { base } from "./api/base.ts";

const listeners = new Set<() => void>();
window.addEventListener("popstate", changed);

/** The path of the page that is shown. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname.slice(base.length) + location.search);
}

export function go(path: string): void {
  history.pushState(null, "", base + path);
  window.scrollTo(0, 0);
  changed();
}

/** A link within the console: an ordinary anchor, so that new tabs and screen readers work. */
export function Link({ to, children, ...rest }: { readonly to: string; readonly children: ReactNode } & AnchorProps) {
  return (
    <Anchor href={base + to} onClick={(event) => follow(event, to)} {...rest}>
      {children}
    </Anchor>
  );
}

/** Handles a click on an anchor; everything but a plain left click stays the browser's. */
export function follow(event: MouseEvent, to: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  go(to);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  for (const listener of listeners) listener();
}
