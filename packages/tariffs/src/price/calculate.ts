import { CpoError, zone } from "@cpokit/kernel";
import { compile } from "../compile/compile.ts";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import type { OcpiTariff } from "../ocpi.ts";
import { applyBlocks } from "./blocks.ts";
import { collectLines } from "./collect-lines.ts";
import type { DraftLine } from "./lines.ts";
import { policyOf, type Policy } from "./policy.ts";
import type { PriceOptions } from "./price.ts";
import { readCdr, readSession } from "./read-usage.ts";
import { chooseTariff } from "./select-tariff.ts";
import { taxLookup } from "./tax-source.ts";
import { inferredTimeZone } from "./time-zone.ts";
import type { Usage } from "./usage.ts";

/** Everything that is decided before amounts are summed and written. */
export interface Calculation {
  readonly usage: Usage;
  readonly lines: readonly DraftLine[];
  /** The tariff of the first period: its currency, version and limits (L3). */
  readonly tariff: CompiledTariff;
  /** All that priced something, and the first. */
  readonly tariffs: readonly CompiledTariff[];
  readonly policy: Policy;
  readonly timeZone: string | undefined;
  /** A session took place, so that limits apply (L5, L6, Q5). */
  readonly limited: boolean;
  readonly warnings: Finding[];
}

/** Reads the session, chooses tariffs and components, and bills blocks. */
export function calculate(options: PriceOptions): Calculation {
  const policy = policyOf(options.policy);
  const tariffs = compiledTariffs(options);
  const warnings: Finding[] = [];
  const fineness = tariffs.length === 1 ? tariffs[0]!.fineness : tariffs.reduce((most, each) => Math.max(most, each.fineness), 0);
  const usage = options.session === undefined ? readCdr(options.cdr, fineness, warnings) : readSession(options.session, fineness, warnings);
  const choice = chooseTariff(tariffs, usage, warnings);
  const timeZone = options.timeZone ?? options.cdr?.location?.time_zone ?? (policy.timeZone === "infer-from-country" ? inferredTimeZone(options, warnings) : undefined);
  const expired = isExpired(options, usage, warnings);
  const lines = collectLines({
    usage, choice, policy, expired, warnings,
    zone: timeZone === undefined ? undefined : zone(timeZone),
    taxes: taxLookup(options.taxes, options.facts?.location),
  });
  if (policy.step === "spec") applyBlocks(lines, usage.fineness); // B8
  const used = tariffs.length === 1 ? tariffs : [...new Set([choice.first, ...lines.map((line) => line.tariff)])];
  for (const tariff of used) {
    for (const note of tariff.notes) warnings.push(finding(note.code, `/tariffs/${tariffs.indexOf(tariff)}${note.pointer}`, note.values));
  }
  return { usage, lines, tariff: choice.first, tariffs: used, policy, timeZone, limited: usage.tookPlace && !expired, warnings };
}

/** Reading it names the problem. */
const NO_TARIFF = [undefined as unknown as OcpiTariff];

function compiledTariffs({ tariff, tariffs, cdr, version }: PriceOptions): readonly CompiledTariff[] {
  if (tariffs === undefined && tariff !== undefined && isCompiled(tariff)) return [tariff];
  const given = tariffs ?? (tariff === undefined ? undefined : [tariff]);
  const own: unknown = cdr?.tariffs ?? [];
  const all = given ?? (Array.isArray(own) ? (own as readonly OcpiTariff[]) : NO_TARIFF);
  return all.map((each) => {
    // What a CDR brings is a document of somebody else, whatever it claims to be.
    if (given !== undefined && isCompiled(each)) return each;
    if (version === undefined) {
      throw new CpoError("tariffs.version-required", "A tariff means different things in 2.1.1, 2.2.1 and 2.3.0; pass version, or compile it first.");
    }
    return compile(each, { version });
  });
}

export function isCompiled(tariff: CompiledTariff | OcpiTariff): tariff is CompiledTariff {
  return "use" in tariff && "source" in tariff;
}

/** Q4: told as a fact, else inferred from a CDR that has only reserved time and no session. */
function isExpired({ facts, cdr }: PriceOptions, usage: Usage, warnings: Finding[]): boolean {
  if (facts?.expired !== undefined) {
    if (facts.expired && usage.tookPlace) warnings.push(finding("EXPIRED_WITH_USE", usage.pointer));
    return facts.expired && !usage.tookPlace;
  }
  if (cdr === undefined || usage.tookPlace || usage.reservedFrom === undefined) return false;
  const inferred = cdr.session_id === undefined || cdr.cdr_location?.connector_id === "#NA";
  if (inferred) warnings.push(finding("EXPIRED_INFERRED", usage.pointer));
  return inferred;
}
