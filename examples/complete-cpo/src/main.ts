import { isCpoError } from "@cpokit/kernel";
import { readAlertSettings } from "./alert-channels.ts";
import { HELP, readArguments, type Settings } from "./arguments.ts";
import { banner } from "./banner.ts";
import { readRoamingSettings } from "./roaming/settings.ts";
import { startCpo } from "./start.ts";

const given = readArguments(process.argv.slice(2));
if (given.asks === "help") {
  process.stdout.write(HELP);
} else if (given.asks === "nothing") {
  fail(given.problem);
} else {
  await run(given.settings);
}

async function run(settings: Settings): Promise<void> {
  try {
    const { CPOKIT_PUBLIC_URL: publicUrl, CPOKIT_RECOVERY: recovery } = process.env;
    const cpo = await startCpo({ ...settings, alerts: readAlertSettings(process.env), publicUrl: publicUrl?.replace(/\/$/, ""), recovers: recovery === "on", roaming: readRoamingSettings(process.env) });
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
