/** `npm start -w price-a-session -- [cdr.json] [time zone]`: exit code 1 when the CDR states something else than its tariff gives. */
import { readFileSync } from "node:fs";
import { isCpoError } from "@cpokit/kernel";
import { priceASession } from "./price-a-session.ts";

const [file = new URL("../cdr.json", import.meta.url), timeZone = "Europe/Amsterdam"] = process.argv.slice(2);
try {
  const { text, ok } = priceASession(readFileSync(file, "utf8"), timeZone);
  console.log(text);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  const known = isCpoError(error) || error instanceof SyntaxError || (error instanceof Error && "code" in error);
  if (!known) throw error;
  console.error(`${String(file)}: ${error.message}`);
  process.exitCode = 2;
}
