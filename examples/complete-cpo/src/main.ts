import { isCpoError } from "@cpokit/kernel";
import { HELP, readArguments, type Arguments, type Settings } from "./arguments.ts";
import { banner } from "./banner.ts";
import { checkReport, checkSurroundings } from "./configuration/check.ts";
import { readConfiguration, type Configuration } from "./configuration/configuration.ts";
import { startOptions } from "./configuration/start-options.ts";
import { backUp, restore } from "./process/backup.ts";
import { startCpo } from "./start.ts";

const given = readArguments(process.argv.slice(2));
if (given.asks === "help") {
  process.stdout.write(HELP);
} else if (given.asks === "nothing") {
  fail(given.problem);
} else {
  const { settings } = given;
  const configuration = readConfiguration(process.env, settings.config ?? process.env["CPOKIT_CONFIG"]);
  if (given.asks === "check") await check(settings, configuration);
  else if (given.asks === "run") await run(settings, configuration);
  else await keep(given, configuration);
}

async function check(settings: Settings, configuration: Configuration): Promise<void> {
  const { text, isGood } = checkReport(configuration.states, await checkSurroundings(settings, configuration));
  process.stdout.write(text);
  if (!isGood) process.exitCode = 1;
}

async function keep({ asks, settings: { dataFolder }, file }: Extract<Arguments, { asks: "backup" | "restore" }>, { values }: Configuration): Promise<void> {
  try {
    const place = { dataFolder, databaseUrl: values["DATABASE_URL"] };
    await (asks === "backup" ? backUp(place, file) : restore(place, file));
    process.stdout.write(asks === "backup" ? `The backup is in ${file}.\n` : "The backup is in the place of the data; start the CPO.\n");
  } catch (error) {
    if (!isCpoError(error)) throw error;
    fail(error.message);
  }
}

async function run(settings: Settings, { values, states }: Configuration): Promise<void> {
  const wrong = states.find(({ problem }) => problem !== undefined);
  if (wrong !== undefined) return fail(`${wrong.name}: ${wrong.problem} "npm start -- check" explains every setting.`);
  try {
    const cpo = await startCpo({ ...settings, ...startOptions(values) });
    process.stdout.write(banner(cpo, settings));
    let stopping = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(130);
        stopping = true;
        process.stdout.write("\nStopping: finishing what runs, then closing. Press Ctrl-C again to exit at once.\n");
        cpo.close().then(
          () => process.stdout.write("Stopped.\n"),
          (error: unknown) => fail(`The CPO did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`),
        );
      });
    }
  } catch (error) {
    if (!isCpoError(error)) throw error;
    fail(error.message);
  }
}

/** One plain sentence, and an exit status that scripts can see. */
function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
