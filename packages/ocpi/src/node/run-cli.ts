import { createSystemIds, systemClock, systemScheduler } from "@cpokit/kernel/system";
import { parseArgs } from "node:util";
import { createExchange, type Fetch } from "../client/create-exchange.ts";
import { runConformance } from "../conformance/run-conformance.ts";
import { writeReport } from "../conformance/report.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";

export interface CliPorts {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** The runtime's own when absent. */
  readonly fetch?: Fetch;
}

const HELP = `ocpi test <versions-url> --token <token> [options]

Tries a partner's OCPI endpoint against the rules of its versions and prints what holds. Reads only, unless --write-as is given.

  --token <token>         an access token of yours at the partner (or OCPI_TOKEN in the environment)
  --raw, --base64         how it is written; found out when absent
  --version <version>     2.1.1, 2.2.1 or 2.3.0; may be repeated; all that are offered when absent
  --write-as <party>      writes test objects of this party of yours, e.g. DE-ABC, and ends them again
  --allow <host>          a host that may be called although it is private or without https; may be repeated
  --json                  the report as JSON

The exit code is 0 when nothing failed, 1 when something did, 2 for a wrong command line.
`;

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

/** The command `ocpi`; gives the exit code. */
export async function runCli(given: readonly string[], environment: Readonly<Record<string, string | undefined>>, ports: CliPorts): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(given);
  } catch (error) {
    return wrong(ports, error instanceof Error ? error.message : String(error));
  }
  const { values, positionals: [command, versionsUrl, ...rest] } = parsed;
  if (values.help === true || (command === undefined && given.length === 0)) {
    ports.out(HELP);
    return 0;
  }
  const { token = environment["OCPI_TOKEN"] } = values;
  if (command !== "test") return wrong(ports, `There is no command "${command ?? ""}"; there is: test.`);
  if (versionsUrl === undefined || rest.length > 0) return wrong(ports, "One versions URL is expected.");
  if (token === undefined || token === "") return wrong(ports, "--token is expected, or OCPI_TOKEN in the environment.");
  const party = /^([A-Za-z]{2})[-*]?([A-Za-z0-9]{3})$/.exec(values["write-as"] ?? "");
  if (values["write-as"] !== undefined && party === null) return wrong(ports, "--write-as is a country code and party id: DE-ABC.");
  const unknown = values.version?.find((version) => !(VERSIONS as readonly string[]).includes(version));
  if (unknown !== undefined) return wrong(ports, `--version is one of ${VERSIONS.join(", ")}, not ${unknown}.`);

  const urlPolicy = { allow: values.allow ?? [] };
  const report = await runConformance({
    versionsUrl, token, urlPolicy, clock: systemClock, ids: createSystemIds(), exchange: createExchange({ urlPolicy, scheduler: systemScheduler, ...(ports.fetch === undefined ? {} : { fetch: ports.fetch }) }),
    ...(values.raw === true ? { encoding: "raw" } : values.base64 === true ? { encoding: "base64" } : {}),
    ...(values.version === undefined ? {} : { versions: values.version as OcpiVersion[] }),
    ...(party === null ? {} : { writeAs: { countryCode: party[1]!.toUpperCase(), partyId: party[2]!.toUpperCase() } }),
  });
  ports.out(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : writeReport(report));
  return report.counts.fail === 0 ? 0 : 1;
}

function parse(given: readonly string[]) {
  return parseArgs({
    args: [...given], allowPositionals: true,
    options: {
      token: { type: "string" }, raw: { type: "boolean" }, base64: { type: "boolean" }, version: { type: "string", multiple: true }, "write-as": { type: "string" },
      allow: { type: "string", multiple: true }, json: { type: "boolean" }, help: { type: "boolean", short: "h" },
    },
  });
}

function wrong({ error }: CliPorts, sentence: string): number {
  error(`${sentence}\nRun ocpi --help for all options.\n`);
  return 2;
}
