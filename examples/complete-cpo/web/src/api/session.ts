import { useSyncExternalStore } from "react";
import type { Permission } from "../../../src/access/permissions.ts";
import type { SessionState } from "../../../src/wire/access.ts";

/** Who is signed in. The login itself is a cookie that no script can read. */
let state: SessionState | undefined;
const listeners = new Set<() => void>();

export function session(): SessionState | undefined {
  return state;
}

export function setSession(next: SessionState | undefined): void {
  state = next;
  for (const listener of listeners) listener();
}

/** The login is over: the page asks the CPO how to sign in. */
export function signedOut(): void {
  if (state?.signedIn === true) setSession(undefined);
}

export function useSession(): SessionState | undefined {
  return useSyncExternalStore(subscribe, session);
}

/** Whether the account may do this; the API decides in the end. */
export function may(permission: Permission): boolean {
  return state?.permissions?.includes(permission) === true;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
