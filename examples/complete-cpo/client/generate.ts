/** Writes `client/api.ts` from the description of the API; with `--check` it only says whether that would change it. Run by `npm run client`. */
import { createMemoryDriver } from "@cpokit/storage";
import { silentLogger } from "@cpokit/kernel";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startCpo } from "../src/start.ts";
import { typesOf, type Description } from "./types-of.ts";

const FILE = fileURLToPath(new URL("api.ts", import.meta.url));

const cpo = await startCpo({ driver: createMemoryDriver(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, logger: silentLogger });
const text = typesOf((await (await fetch(`${cpo.url}/openapi.json`)).json()) as Description);
await cpo.close();
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, text);
} else if (!existsSync(FILE) || readFileSync(FILE, "utf8") !== text) {
  process.stderr.write("client/api.ts is not what /openapi.json says; run: npm run client\n");
  process.exitCode = 1;
}
