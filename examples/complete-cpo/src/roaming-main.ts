import { once } from "node:events";
import { parseArgs } from "node:util";
import type { OcpiVersion } from "@cpokit/ocpi";
import { roamingTour } from "./roaming/tour.ts";

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];
const HELP = `Two complete CPOs on this machine, one of them as an eMSP, roam with each other by OCPI.

  npm run roaming -- [--version 2.1.1 | 2.2.1 | 2.3.0] [--stay]

  --version   the version that they speak (default 2.2.1)
  --stay      keeps both running afterwards, until Ctrl-C
`;

process.exitCode = await run();

async function run(): Promise<number> {
  let values: { readonly version: string; readonly stay?: boolean | undefined; readonly help?: boolean | undefined };
  try {
    ({ values } = parseArgs({ options: { version: { type: "string", default: "2.2.1" }, stay: { type: "boolean" }, help: { type: "boolean" } } }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const version = VERSIONS.find((each) => each === values.version);
  if (version === undefined) {
    process.stderr.write(`--version ${values.version} is none of ${VERSIONS.join(", ")}.\n`);
    return 2;
  }
  let step = 0;
  const say = (sentence: string): void => void process.stdout.write(`${String((step += 1)).padStart(2)}. ${sentence}\n`);
  try {
    await roamingTour({
      version, say,
      ...(values.stay === true ? {
        stay: async ({ cpo, emsp }) => {
          process.stdout.write(`\nBoth keep running until Ctrl-C.\n  CPO   ${cpo.url}/#key=${cpo.operatorKey}\n  eMSP  ${emsp.url}/#key=${emsp.operatorKey}\n`);
          await once(process, "SIGINT");
        },
      } : {}),
    });
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
