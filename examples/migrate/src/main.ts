/** `npm start -w migrate -- <folder> [--into cpo.db] [--dry-run]`: exit code 1 when the files have faults, 2 when it was called wrongly. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isCpoError } from "@cpokit/kernel";
import { createSystemIds, systemClock as clock, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { createMemoryDriver, createStore, type Driver } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { describeFault } from "./fault.ts";
import { migrate, type Table } from "./migrate.ts";

const HELP = `Moves stations, tokens and finished sessions of another back end into a cpokit store.

  npm start -w migrate -- <folder> [--into <file.db or postgres://…>] [--dry-run]

  <folder>   has stations, tokens and sessions, each as .csv or .json; the sample when absent
  --into     a SQLite file (data/cpo.db when absent) or the address of a PostgreSQL database
  --dry-run  checks everything and says what would be written`;

const MOST_FAULTS = 50;

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { into: { type: "string", default: "data/cpo.db" }, "dry-run": { type: "boolean" }, help: { type: "boolean" } } });
  const [folder = fileURLToPath(new URL("../sample", import.meta.url)), ...others] = positionals;
  if (values.help === true) console.log(HELP);
  else if (others.length > 0) fail(2, `One folder is moved at a time, not also ${others.join(" ")}.`);
  else if (!existsSync(folder)) fail(2, `There is no folder ${folder}.`);
  else await run(folder, values.into, values["dry-run"] === true);
} catch (error) {
  if (isCpoError(error)) fail(1, `${error.message}\n${error.docs}`);
  else if (error instanceof TypeError && "code" in error) fail(2, `${error.message}\n\n${HELP}`);
  else throw error;
}

async function run(folder: string, into: string, isDryRun: boolean): Promise<void> {
  const ids = createSystemIds();
  const store = createStore(driverFor(into, isDryRun), { clock, scheduler, random, ids });
  try {
    const result = await migrate({ store, clock, ids, random, folder, isDryRun, progress: say });
    if (result.outcome === "faults") {
      for (const fault of result.faults.slice(0, MOST_FAULTS)) console.error(describeFault(fault));
      fail(1, `${result.faults.length === 1 ? "1 fault" : `${result.faults.length} faults`}; nothing was written.`);
    } else {
      for (const [table, { added, kept }] of Object.entries(result.counts)) console.log(`${table.padEnd(9)} ${added} ${isDryRun ? "would be added" : "added"}, ${kept} there already`);
    }
  } finally {
    await store.close();
  }
}

function driverFor(into: string, isDryRun: boolean): Driver {
  if (/^postgres(ql)?:/.test(into)) return createPostgresDriver({ connectionString: into });
  if (isDryRun && !existsSync(into)) return createMemoryDriver();
  mkdirSync(dirname(into), { recursive: true });
  return createSqliteDriver({ file: into });
}

/** At each tenth, so that a log of it stays short. */
function say(table: Table, done: number, of: number): void {
  if (done === of || done % Math.max(1_000, Math.ceil(of / 10)) === 0) console.error(`${table}: ${done} of ${of}`);
}

function fail(code: number, sentence: string): void {
  console.error(sentence);
  process.exitCode = code;
}
