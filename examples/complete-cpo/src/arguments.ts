import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Settings {
  /** Port of the page and the HTTP API; 0 lets the system choose. */
  readonly port: number;
  /** Port of the OCPP endpoint; 0 lets the system choose. */
  readonly ocppPort: number;
  /** Address to listen on; absent means all. */
  readonly host: string | undefined;
  readonly dataFolder: string;
  /** Absent means: as the data folder was begun, and the demo for an empty one. */
  readonly demo: boolean | undefined;
  /** How many days of past the demo begins with. */
  readonly demoDays: number;
  /** Replaces the operator key by a new one. */
  readonly newKey: boolean;
  /** The file of settings; the environment goes before it. */
  readonly config: string | undefined;
}

export type Arguments =
  | { readonly asks: "run"; readonly settings: Settings }
  | { readonly asks: "help" }
  | { readonly asks: "check"; readonly settings: Settings }
  | { readonly asks: "backup" | "restore"; readonly settings: Settings; readonly file: string }
  /** The command line makes no sense; the sentence says why and what to do. */
  | { readonly asks: "nothing"; readonly problem: string };

export const HELP = `Runs a complete Charge Point Operator: an OCPP endpoint, an HTTP API and a web page.

  npm start -- [options]                  runs it
  npm start -- check [options]            says what every setting is, and what is wrong
  npm start -- backup <file> [options]    copies the database, while it runs or not
  npm start -- restore <file> [options]   puts a backup in the place of the data; it must not run

  --port <number>       port of the page and the HTTP API (default 8080; 0 takes a free one)
  --ocpp-port <number>  port of the OCPP endpoint (default 9000; 0 takes a free one)
  --host <address>      address to listen on (default: all; 127.0.0.1 keeps it to this machine)
  --data <folder>       where everything is kept (default ./data)
  --demo, --no-demo     with or without the demonstration site and its simulated stations
                        (default: the demo for an empty data folder, later as the folder was begun)
  --demo-days <number>  days of past that a new demonstration begins with (default 30; 0 to 90)
  --config <file>       settings, a line NAME=value each; the environment goes before it
  --new-key             makes a new operator key and prints it; the old one stops working
  --help                this text
`;

const LAST_PORT = 65_535;

/** Reads the command line (without the program's own name). */
export function readArguments(argv: readonly string[]): Arguments {
  let values: Values;
  let positionals: readonly string[];
  try {
    ({ values, positionals } = parse(argv));
  } catch (error) {
    return problem(firstSentence(error));
  }
  if (values.help === true) return { asks: "help" };

  const port = readWhole(values.port, LAST_PORT);
  if (port === undefined) return problem(`--port ${values.port} is not a port; give a whole number from 0 to 65535, like --port 8080.`);
  const ocppPort = readWhole(values["ocpp-port"], LAST_PORT);
  if (ocppPort === undefined) return problem(`--ocpp-port ${values["ocpp-port"]} is not a port; give a whole number from 0 to 65535, like --ocpp-port 9000.`);
  if (port !== 0 && port === ocppPort) return problem(`--port and --ocpp-port are both ${port}; give two different ports.`);
  if (values.data === "") return problem("--data is empty; give a folder, like --data ./data.");
  if (values.host === "") return problem("--host is empty; give an address, like --host 127.0.0.1.");

  const demoDays = readWhole(values["demo-days"], 90);
  if (demoDays === undefined) return problem(`--demo-days ${values["demo-days"]} is no number of days; give a whole number from 0 to 90, like --demo-days 30.`);

  const settings: Settings = { port, ocppPort, host: values.host, dataFolder: values.data, demo: values.demo, demoDays, newKey: values["new-key"] === true, config: values.config };
  const [command, file, ...others] = positionals;
  if (command === undefined) return { asks: "run", settings };
  if (command === "check" && file === undefined) return { asks: "check", settings };
  if (command !== "backup" && command !== "restore") return problem(`"${positionals.join(" ")}" is no command; there are check, backup <file> and restore <file>.`);
  if (file === undefined || others.length > 0) return problem(`${command} needs the name of one file, like ${command} ./cpo-backup.db.`);
  return { asks: command, settings, file };
}

interface Values {
  readonly port: string;
  readonly "ocpp-port": string;
  readonly host?: string | undefined;
  readonly data: string;
  readonly demo?: boolean | undefined;
  readonly "demo-days": string;
  readonly config?: string | undefined;
  readonly "new-key"?: boolean | undefined;
  readonly help?: boolean | undefined;
}

function parse(argv: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  return parseArgs({
    args: [...argv],
    allowNegative: true,
    allowPositionals: true,
    options: {
      port: { type: "string", default: "8080" },
      "ocpp-port": { type: "string", default: "9000" },
      host: { type: "string" },
      data: { type: "string", default: "./data" },
      demo: { type: "boolean" },
      "demo-days": { type: "string", default: "30" },
      config: { type: "string" },
      "new-key": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}

function problem(sentence: string): Arguments {
  return { asks: "nothing", problem: `${sentence} "npm start -- --help" lists all options.` };
}

/** Node explains a wrong option in several sentences, of which the first says what is wrong. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split(/\.\s|\n/, 1)[0]}.`;
}

/** A whole number from 0 to the greatest that makes sense. */
function readWhole(text: string, greatest: number): number | undefined {
  const number = Number(text);
  return /^\d{1,5}$/.test(text) && number <= greatest ? number : undefined;
}
