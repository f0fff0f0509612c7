import { CpoError } from "@cpokit/kernel";
import type { OcpiVersion } from "../ocpi.ts";
import type { Finding } from "../finding.ts";
import type { CompiledTariff } from "./compiled-tariff.ts";
import { readTariff } from "./read-tariff.ts";

export interface CompileOptions {
  /** The OCPI version that the tariff is written in: it decides what taxes and limits mean. */
  readonly version: OcpiVersion;
  /** Accept vendor components (tariffs Q6). */
  readonly extensions?: readonly TariffExtension[];
}

/** `session-time`: SESSION_TIME prices charging and parking time alike. */
export type TariffExtension = "session-time";

/** What is wrong with a tariff, and what is merely odd. */
export interface TariffCheck {
  /** Nothing can be priced with these; `compile` refuses them. */
  readonly problems: readonly Finding[];
  /** Priced all the same; repeated in the warnings of every price. */
  readonly notes: readonly Finding[];
}

/**
 * Validates and indexes an OCPI tariff once, for any number of prices (tariffs §5).
 *
 * @throws `tariffs.invalid` with the first JSON pointer, its code and the number of problems.
 */
export function compile(tariff: object, options: CompileOptions): CompiledTariff {
  const { compiled, problems } = readTariff(tariff, options);
  const [first] = problems;
  if (compiled === undefined || first !== undefined) {
    const pointer = first?.pointer ?? "";
    throw new CpoError(
      "tariffs.invalid",
      `The tariff cannot be used: ${first?.code ?? "UNREADABLE"} at "${pointer}"${problems.length > 1 ? ` and ${problems.length - 1} more` : ""}; checkTariff lists all problems.`,
      { pointer, problem: first?.code ?? "UNREADABLE", count: problems.length, pointers: problems.map((each) => each.pointer).join(" ") },
    );
  }
  return compiled;
}

/** As `compile`, but tells instead of throwing. */
export function checkTariff(tariff: unknown, options: CompileOptions): TariffCheck {
  const { problems, notes } = readTariff(tariff, options);
  return { problems, notes };
}
