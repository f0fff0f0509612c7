import { go } from "../router.tsx";

/** Charges that were opened in this browser: who has the secret may stop them and see what they cost. It is never part of an address that is sent. */
const STORED = "cpokit.charges";

export function keepCharge(id: string, secret: string): void {
  localStorage.setItem(STORED, JSON.stringify({ ...charges(), [id]: secret }));
}

export function secretOf(id: string): string | undefined {
  return charges()[id];
}

/** Shows the page of a charge. */
export function goToCharge(id: string): void {
  go(`/drive/charges/${encodeURIComponent(id)}`);
}

function charges(): Readonly<Record<string, string>> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return typeof stored === "object" && stored !== null ? (stored as Record<string, string>) : {};
  } catch {
    return {};
  }
}
