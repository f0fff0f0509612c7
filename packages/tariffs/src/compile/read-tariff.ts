import type { OcpiTariff } from "../ocpi.ts";
import type { Finding } from "../finding.ts";
import { readInstant } from "../numbers/read-instant.ts";
import { decimalText, powerOfTen, times } from "../numbers/whole.ts";
import { readNumber, type ExactNumber } from "../numbers/read-number.ts";
import type { CompiledTariff, Dimension, Limit } from "./compiled-tariff.ts";
import type { CompileOptions } from "./compile.ts";
import { createFindings, fields, list, written, type Fields, type Findings } from "./document.ts";
import { indexComponents, type DraftComponent, type DraftElement } from "./index-components.ts";
import { readRestrictions } from "./read-restrictions.ts";
import { GROSS_ONLY, taxPlan, UNSAID, UNTAXED, type TaxPlan } from "./tax-plan.ts";

export interface ReadTariff {
  readonly compiled: CompiledTariff | undefined;
  readonly problems: readonly Finding[];
  readonly notes: readonly Finding[];
}

/** Reads a tariff of any version; problems and notes are collected with their JSON pointers. */
export function readTariff(source: unknown, options: CompileOptions): ReadTariff {
  const found = createFindings();
  const tariff = fields(source);
  if (tariff === undefined) {
    found.problem("NOT_AN_OBJECT", "");
    return { compiled: undefined, problems: found.problems, notes: found.notes };
  }
  const id = tariff["id"];
  if (typeof id !== "string" || id === "") found.problem("NO_ID", "/id");
  const currency = tariff["currency"];
  if (typeof currency !== "string" || !/^[A-Za-z]{3}$/.test(currency)) found.problem("CURRENCY", "/currency");
  const elements = readElements(tariff["elements"], options, found);
  const validFrom = readValidity(tariff["start_date_time"], "/start_date_time", found) ?? -Infinity;
  const validTo = readValidity(tariff["end_date_time"], "/end_date_time", found) ?? Infinity;
  // Limits exist since 2.2 (L1).
  const limits = options.version !== "2.1.1";
  const minimum = limits ? readLimit(tariff["min_price"], "/min_price", found) : undefined;
  const maximum = limits ? readLimit(tariff["max_price"], "/max_price", found) : undefined;
  const taxes = taxReader(tariff, options, elements, found);
  if (found.problems.length > 0 || typeof id !== "string" || typeof currency !== "string") {
    return { compiled: undefined, problems: found.problems, notes: found.notes };
  }

  const compiled: CompiledTariff = Object.freeze({
    id,
    version: options.version,
    currency: currency.toUpperCase(),
    type: typeof tariff["type"] === "string" ? tariff["type"] : undefined,
    validFrom,
    validTo,
    pricesAre: pricesAre(tariff, options),
    minimum,
    maximum,
    ...indexComponents(elements, taxes, found),
    notes: found.notes,
    source: source as OcpiTariff,
  });
  return { compiled, problems: found.problems, notes: found.notes };
}

function readElements(value: unknown, options: CompileOptions, found: Findings): DraftElement[] {
  const elements = list(value);
  if (elements === undefined || elements.length === 0) {
    found.problem("NO_ELEMENTS", "/elements");
    return [];
  }
  return elements.map((each, index) => {
    const pointer = `/elements/${index}`;
    const element = fields(each);
    const components = list(element?.["price_components"]);
    if (element === undefined || components === undefined || components.length === 0) {
      found.problem("NO_COMPONENTS", `${pointer}/price_components`);
      return { components: [], restrictions: undefined };
    }
    return {
      components: components.flatMap((component, place) => readComponent(component, index, place, options, found) ?? []),
      restrictions: readRestrictions(element["restrictions"], `${pointer}/restrictions`, found),
    };
  });
}

const DIMENSIONS: ReadonlySet<unknown> = new Set<Dimension>(["ENERGY", "TIME", "PARKING_TIME", "FLAT"]);

function readComponent(value: unknown, element: number, component: number, options: CompileOptions, found: Findings): DraftComponent | undefined {
  const pointer = `/elements/${element}/price_components/${component}`;
  const raw = fields(value);
  const type = raw?.["type"];
  if (raw === undefined || !isDimension(type, options)) {
    found.problem("DIMENSION", `${pointer}/type`, { value: written(type) });
    return undefined;
  }
  const price = readNumber(raw["price"]);
  if (price === undefined) found.problem("PRICE", `${pointer}/price`);
  else if (typeof raw["price"] === "string") found.note("NUMBER_AS_TEXT", `${pointer}/price`);
  const step = readStep(raw["step_size"], type);
  if (step === undefined) found.problem("STEP_SIZE", `${pointer}/step_size`);
  const vat = raw["vat"] === undefined || raw["vat"] === null ? undefined : readNumber(raw["vat"]);
  if (raw["vat"] !== undefined && raw["vat"] !== null && (vat === undefined || vat.units < 0 || vat.units > times(100, powerOfTen(vat.scale)))) {
    found.problem("VAT", `${pointer}/vat`);
  }
  if (vat !== undefined && options.version === "2.1.1") found.note("VAT_NOT_IN_VERSION", `${pointer}/vat`); // X1
  if (price === undefined || step === undefined) return undefined;
  return { type, element, component, price, step, vat };
}

function isDimension(type: unknown, options: CompileOptions): type is Dimension | "SESSION_TIME" {
  return DIMENSIONS.has(type) || (type === "SESSION_TIME" && options.extensions?.includes("session-time") === true);
}

/** B7: 0 is no stepping, negative is refused. F4: FLAT has no use for it, so it may be missing there. */
function readStep(value: unknown, type: string): number | undefined {
  if (type === "FLAT") return 0;
  const step = readNumber(value);
  return step !== undefined && step.scale === 0 && typeof step.units === "number" && step.units >= 0 ? step.units : undefined;
}

function readValidity(value: unknown, pointer: string, found: Findings): number | undefined {
  if (value === undefined || value === null) return undefined;
  const read = typeof value === "string" ? readInstant(value) : undefined;
  if (read === undefined) found.problem("DATE_TIME", pointer);
  return read;
}

function readLimit(value: unknown, pointer: string, found: Findings): Limit | undefined {
  const limit = fields(value);
  if (limit === undefined) {
    if (value !== undefined && value !== null) found.problem("PRICE_LIMIT", pointer);
    return undefined;
  }
  const excl = side(limit, ["excl_vat", "before_taxes"], pointer, found);
  const incl = side(limit, ["incl_vat", "after_taxes"], pointer, found);
  return excl === undefined && incl === undefined ? undefined : { excl, incl };
}

function side(limit: Fields, names: readonly string[], pointer: string, found: Findings): ExactNumber | undefined {
  for (const name of names) {
    const value = limit[name];
    if (value === undefined || value === null) continue;
    const read = readNumber(value);
    if (read === undefined) found.problem("PRICE_LIMIT", `${pointer}/${name}`);
    return read;
  }
  return undefined;
}

/** X3: `tax_included` says it since 2.3.0; before, prices are net (X1, X2). */
function pricesAre(tariff: Fields, options: CompileOptions): CompiledTariff["pricesAre"] {
  const included = options.version === "2.3.0" ? tariff["tax_included"] : "NO";
  return included === "YES" ? "gross" : included === "N/A" ? "untaxed" : "net";
}

/** X1–X3: which split a component's price has. Equal rates share one plan. */
function taxReader(tariff: Fields, options: CompileOptions, elements: readonly DraftElement[], found: Findings): (draft: DraftComponent) => TaxPlan {
  if (options.version === "2.1.1") return () => UNSAID;
  const priceIs = pricesAre(tariff, options);
  const included = tariff["tax_included"];
  if (options.version === "2.3.0" && priceIs === "net" && included !== "NO") {
    if (included === undefined || included === null) found.note("TAX_INCLUDED_MISSING", "/tax_included");
    else found.problem("TAX_INCLUDED", "/tax_included");
  }
  if (priceIs === "untaxed") {
    if (elements.some((element) => element.components.some((draft) => draft.vat !== undefined))) found.note("VAT_WITHOUT_TAX", "/tax_included");
    return () => UNTAXED;
  }
  const plans = new Map<string, TaxPlan>();
  return ({ vat }) => {
    if (vat === undefined) return priceIs === "gross" ? GROSS_ONLY : UNTAXED;
    const percentage = decimalText(vat.units, vat.scale);
    let plan = plans.get(percentage);
    if (plan === undefined) {
      plan = taxPlan([{ name: "VAT", rate: vat, percentage, stack: 0 }], priceIs);
      plans.set(percentage, plan);
    }
    return plan;
  };
}
