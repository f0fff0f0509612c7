import { convert as convertTariff, type OcpiTariff } from "@cpokit/tariffs";
import { isCpoError } from "@cpokit/kernel";
import { isPlainObject } from "../schema/clean.ts";
import { v221, type Price as Price221 } from "../v221/index.ts";
import { v230, type Price as Price230 } from "../v230/index.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Loss } from "./loss.ts";
import { narrow, type Json } from "./narrow.ts";
import { newPrice, oldPrice } from "./price.ts";

const COSTS = ["total_cost", "total_fixed_cost", "total_energy_cost", "total_time_cost", "total_parking_cost", "total_reservation_cost"];

export function from221to230(name: string, value: Json, losses: Loss[]): Json | undefined {
  if (name === "Tariff") return tariff(value, "2.2.1", "2.3.0", losses);
  return withTariffs(name, withCosts(value, (price) => newPrice(price as unknown as Price221)), "2.2.1", "2.3.0", losses);
}

export function from230to221(name: string, value: Json, losses: Loss[]): Json | undefined {
  if (name === "Tariff") {
    const converted = tariff(value, "2.3.0", "2.2.1", losses);
    return converted === undefined ? undefined : narrow(converted, name, v230, v221, losses);
  }
  const priced = withCosts(value, (price, member) => oldPrice(price as unknown as Price230, losses, `/${member}`));
  return narrow(withTariffs(name, priced, "2.3.0", "2.2.1", losses), name, v230, v221, losses);
}

function withCosts(value: Json, change: (price: Json, member: string) => unknown): Json {
  const costs = COSTS.filter((member) => isPlainObject(value[member]));
  return costs.length === 0 ? value : { ...value, ...Object.fromEntries(costs.map((member) => [member, change(value[member] as Json, member)])) };
}

function withTariffs(name: string, value: Json, from: "2.2.1" | "2.3.0", to: "2.2.1" | "2.3.0", losses: Loss[]): Json {
  const { tariffs } = value;
  if (name !== "CDR" || !Array.isArray(tariffs)) return value;
  return { ...value, tariffs: tariffs.map((each: Json, index) => tariff(each, from, to, losses, `/tariffs/${index}`)).filter((each) => each !== undefined) };
}

/** The tariff package knows what prices mean in each version; `undefined` when the target cannot say any of it. */
export function tariff(value: Json, from: OcpiVersion, to: OcpiVersion, losses: Loss[], pointer = ""): Json | undefined {
  const taxes = value["tax_included"];
  if (from === "2.3.0" && taxes !== "NO") losses.push({ pointer: `${pointer}/tax_included`, code: "replaced", rule: "prices of 2.2.1 are without VAT" });
  try {
    const converted = convertTariff(value as unknown as OcpiTariff, from, to);
    for (const { code, pointer: place } of converted.losses) losses.push({ pointer: `${pointer}${place}`, code: "dropped", rule: `tariffs: ${code}` });
    return converted.value as unknown as Json;
  } catch (error) {
    if (!isCpoError(error, "tariffs.not-expressible")) throw error;
    losses.push({ pointer: pointer === "" ? "/elements" : pointer, code: "dropped", rule: error.message });
    return undefined;
  }
}
