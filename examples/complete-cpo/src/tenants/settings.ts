import { collection, type Reader } from "@cpokit/storage";
import { THIS } from "../collections.ts";

/** How one CPO presents itself, and in whose name it acts. */
export interface CpoSettings {
  readonly name: string;
  /** `#rrggbb` of its buttons and links. */
  readonly color?: string;
  /** A data address of an SVG or PNG image. */
  readonly logo?: string;
  /** In whose name charge records are issued; ISO 3166-1 alpha-2 and the id of the operator. */
  readonly party: { readonly countryCode: string; readonly partyId: string };
  /** Of its pages, e.g. `de`. */
  readonly locale: string;
  /** ISO 4217, offered for new tariffs. */
  readonly currency: string;
  /** Offered for new locations. */
  readonly timeZone: string;
}

export const cpoSettings = collection<CpoSettings>("cpoSettings");

export const USUAL_SETTINGS: CpoSettings = { name: "cpokit complete CPO", party: { countryCode: "NL", partyId: "CPO" }, locale: "en", currency: "EUR", timeZone: "Europe/Amsterdam" };

export async function settingsOf(reader: Pick<Reader, "get">, usual: CpoSettings): Promise<CpoSettings> {
  return (await reader.get(cpoSettings, THIS)) ?? usual;
}
