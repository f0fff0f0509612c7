import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Objects as Objects211 } from "../v211/index.ts";
import type { Objects as Objects221 } from "../v221/index.ts";
import type { Objects as Objects230 } from "../v230/index.ts";
import { from211to221, from221to211 } from "./between-211-and-221.ts";
import { from221to230, from230to221 } from "./between-221-and-230.ts";
import type { Converted, Loss } from "./loss.ts";
import type { Json } from "./narrow.ts";

/** The objects of each version by their names. */
export interface ObjectsOf {
  readonly "2.1.1": Objects211;
  readonly "2.2.1": Objects221;
  readonly "2.3.0": Objects230;
}

/** The objects that all versions have and that are converted. */
export type ConvertedName = "Location" | "EVSE" | "Connector" | "Session" | "CDR" | "Tariff" | "Token" | "StartSession" | "ReserveNow" | "CommandResponse";

/** What conversions need besides the object. */
export interface ConversionContext {
  /** Whose objects they are: 2.1.1 does not say it in the object. */
  readonly party: { readonly countryCode: string; readonly partyId: string };
  /** For locations of 2.1.1 without a time zone; UTC when absent. */
  readonly timeZone?: string;
  /** The location (of 2.2.1 or 2.3.0) with this EVSE and connector: 2.1.1 wants it whole in sessions and CDRs. */
  readonly location?: (locationId: string, evseUid: string, connectorId: string) => Json | undefined;
}

/**
 * Says an object in another version, and what could not be said.
 *
 * @example
 * const { value, losses } = convertObject("Token", token, "2.3.0", "2.1.1", { party: { countryCode: "NL", partyId: "CPO" } });
 */
export function convertObject<Name extends ConvertedName, From extends OcpiVersion, To extends OcpiVersion>(
  name: Name, value: ObjectsOf[From][Name], from: From, to: To, context: ConversionContext,
): Converted<ObjectsOf[To][Name]> {
  const losses: Loss[] = [];
  let converted: Json | undefined = value as unknown as Json;
  let place = VERSIONS.indexOf(from);
  const target = VERSIONS.indexOf(to);
  for (; place < target && converted !== undefined; place += 1) {
    converted = place === 0 ? from211to221(name, converted, context, losses) : from221to230(name, converted, losses);
  }
  for (; place > target && converted !== undefined; place -= 1) {
    converted = place === 2 ? from230to221(name, converted, losses) : from221to211(name, converted, context, losses);
  }
  return { value: converted as ObjectsOf[To][Name] | undefined, losses };
}

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
