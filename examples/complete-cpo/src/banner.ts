import type { Settings } from "./arguments.ts";
import type { RunningCpo } from "./start.ts";

/** What the terminal shows once everything runs. */
export function banner({ url, ocppUrl, operatorKey, demo }: RunningCpo, { host }: Pick<Settings, "host">): string {
  const signIn = operatorKey === undefined ? url : `${url}/#key=${operatorKey}`;
  const lines = [
    "",
    "The CPO is running. Ctrl-C stops it.",
    "",
    `  Page       ${demo ? signIn : url}`,
    `  API        ${url}/docs`,
    `  OCPP       ${ocppUrl}/<identity>   (ocpp1.6, ocpp2.0.1, ocpp2.1)`,
    ...(operatorKey === undefined ? [] : ["", `  Operator key   ${operatorKey}`, "  It is shown this once; only its hash is kept. \"npm start -- --new-key\" makes another."]),
    "",
    `  Your own station: add it on the page (Stations, Add station), then point it to ${ocppUrl.replace("127.0.0.1", host === undefined ? "<this machine>" : "127.0.0.1")}/<identity>`,
    ...(demo ? ["", "  Demo: simulated stations are charging cars from the past up to now. --no-demo leaves them out."] : []),
    "",
  ];
  return `${lines.join("\n")}\n`;
}
