import { parseArgs } from "node:util";
import { isCpoError } from "@cpokit/kernel";
import type { Version } from "@cpokit/ocpp";
import { FAULTS, faultsNamed } from "../faults/catalog.ts";
import type { Fault } from "../faults/fault.ts";

/** What a run was asked to do. */
export interface RunArguments {
  readonly url: string;
  readonly stations: number;
  readonly version: Version | "mixed";
  readonly tokens: readonly [string, ...string[]];
  readonly password?: string;
  /** Simulated seconds per real second. */
  readonly speed: number;
  /** Real milliseconds; until Ctrl-C when absent. */
  readonly duration?: number;
  readonly faults: readonly Fault[];
  readonly seed?: number;
  /** Seconds between two meter samples. */
  readonly meterInterval: number;
  /** The report is JSON on the standard output, and all else goes to the standard error. */
  readonly json: boolean;
}

export type ParsedArguments =
  | { readonly wants: "run"; readonly run: RunArguments }
  | { readonly wants: "help" }
  | { readonly wants: "faults" }
  | { readonly wants: "correction"; readonly sentence: string };

const OPTIONS = {
  url: { type: "string" },
  stations: { type: "string", default: "5" },
  version: { type: "string", default: "mixed" },
  token: { type: "string", multiple: true },
  password: { type: "string" },
  speed: { type: "string", default: "1" },
  duration: { type: "string" },
  faults: { type: "string", default: "" },
  seed: { type: "string" },
  "meter-interval": { type: "string", default: "60" },
  json: { type: "boolean", default: false },
  "list-faults": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** What `--help` prints. */
export const HELP = `Simulated charging stations for any OCPP central system.

  cpokit-simulator --url ws://localhost:9000 --stations 5 --token 04A2B3C4

  --url <ws url>          the central system; "/<identity>" is appended (SIM-0001, SIM-0002, …)
  --stations <number>     how many stations (5)
  --version <version>     1.6, 2.0.1, 2.1 or mixed (mixed)
  --token <id>            a token that drivers carry; may be given several times (04A2B3C4)
  --password <text>       Basic authentication, the same for all stations
  --speed <factor>        simulated seconds per real second (1). Above 1, give --duration too: the clock
                          then starts in the past and ends at the real time, so that no timestamp is in the future
  --duration <time>       ends by itself after 90s, 10m or 2h of real time; else Ctrl-C ends it
  --faults <names>        faults, by name and separated by commas; --list-faults explains them
  --meter-interval <s>    seconds between two meter samples, in simulated time (60)
  --seed <number>         repeats the drivers of an earlier run
  --json                  prints nothing but the final report, as JSON; progress goes to the standard error
  --list-faults           prints all faults
  --help                  prints this

Ctrl-C lets the cars leave, prints a report and ends. The exit code is 1 when no station got online.
`;

/** Reads the command line. */
export function parseArguments(given: readonly string[]): ParsedArguments {
  try {
    const { values } = parseArgs({ args: [...given], options: OPTIONS, strict: true, allowPositionals: false });
    if (values.help) return { wants: "help" };
    if (values["list-faults"]) return { wants: "faults" };
    const { url, version } = values;
    if (url === undefined || !/^wss?:\/\//.test(url)) return correction("Give the URL of the central system, such as --url ws://localhost:9000.");
    if (version !== "1.6" && version !== "2.0.1" && version !== "2.1" && version !== "mixed") return correction("--version is 1.6, 2.0.1, 2.1 or mixed.");
    const [stations, speed, meterInterval] = [Number(values.stations), Number(values.speed), Number(values["meter-interval"])];
    if (!Number.isInteger(stations) || stations < 1 || stations > 10_000) return correction("--stations is a whole number from 1 to 10000.");
    if (!(speed > 0) || speed > 100_000) return correction("--speed is a number above 0, up to 100000.");
    if (!Number.isInteger(meterInterval) || meterInterval < 0) return correction("--meter-interval is a whole number of seconds; 0 sends no samples.");
    const duration = values.duration === undefined ? undefined : readDuration(values.duration);
    if (values.duration !== undefined && duration === undefined) return correction("--duration is a time like 90s, 10m or 2h.");
    const seed = values.seed === undefined ? undefined : Number(values.seed);
    if (seed !== undefined && !Number.isInteger(seed)) return correction("--seed is a whole number.");
    const [first = "04A2B3C4", ...others] = values.token ?? [];
    return {
      wants: "run",
      run: {
        url, version, stations, speed, meterInterval, json: values.json, tokens: [first, ...others],
        faults: faultsNamed(values.faults.split(",").map((name) => name.trim()).filter((name) => name !== "")),
        ...(values.password === undefined ? {} : { password: values.password }),
        ...(duration === undefined ? {} : { duration }),
        ...(seed === undefined ? {} : { seed }),
      },
    };
  } catch (error) {
    if (isCpoError(error) || error instanceof TypeError) return correction(error.message);
    throw error;
  }
}

/** What `--list-faults` prints. */
export function listFaults(): string {
  const faults = Object.values(FAULTS);
  const width = Math.max(...faults.map(({ name }) => name.length));
  return faults.map(({ name, does }) => `  ${name.padEnd(width)}  ${does}\n`).join("");
}

function readDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * { s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as "s" | "m" | "h"];
}

function correction(sentence: string): ParsedArguments {
  return { wants: "correction", sentence };
}
