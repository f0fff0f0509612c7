import { useEffect, useSyncExternalStore } from "react";
import { at } from "../../api/address.ts";
import type { DriverAccount, DriverSession } from "../../../../src/wire/driver-account.ts";
import { request } from "../../api/request.ts";
import { setSession } from "../../api/session.ts";

/** Which driver is signed in. The login itself is a cookie that no script can read. */
let state: DriverSession | undefined;
const listeners = new Set<() => void>();

export function setDriver(next: DriverSession): void {
  state = next;
  // The token of the login goes with every request that changes something.
  setSession({ signedIn: next.signedIn, accounts: false, providers: [], ...(next.csrf === undefined ? {} : { csrf: next.csrf }) });
  for (const listener of listeners) listener();
}

/** The same login with its account as it is now. */
export function setAccount(account: DriverAccount): void {
  if (state !== undefined) setDriver({ ...state, account });
}

/** Asks who is signed in; nobody, where that cannot be asked. */
export async function askDriver(): Promise<void> {
  try {
    setDriver(await request(at("GET /public/account")));
  } catch {
    setDriver({ signedIn: false, keepsMail: false });
  }
}

/** Who is signed in; `undefined` until that is known. */
export function useDriver(): DriverSession | undefined {
  const known = useSyncExternalStore((listener) => (listeners.add(listener), () => listeners.delete(listener)), () => state);
  useEffect(() => {
    if (state === undefined) void askDriver();
  }, []);
  return known;
}
