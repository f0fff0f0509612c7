/** The operator key lives in this tab only (sessionStorage), never in a URL that is sent or kept in the history. */
const STORED = "cpokit.key";
const listeners = new Set<() => void>();

/** Takes `#key=…` of the link that the console prints, and removes it from the address at once. */
export function takeKeyFromAddress(): void {
  const given = /^#key=(.+)$/.exec(location.hash)?.[1];
  if (given === undefined) return;
  history.replaceState(null, "", location.pathname + location.search);
  setKey(decodeURIComponent(given));
}

export function getKey(): string | undefined {
  return sessionStorage.getItem(STORED) ?? undefined;
}

export function setKey(key: string | undefined): void {
  if (key === undefined) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, key);
  for (const listener of listeners) listener();
}

export function onKeyChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
