/**
 * Writes `packages/ocpp/test/vectors/<version>/<Action>.json` from the facts, never from the codecs: what they expect is an
 * independent statement of the same rules. Run by hand when an action is added; vectors that exist are kept.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { breaches } from "./breaches.ts";
import { parseFacts, type Fields } from "./facts.ts";
import { createSamples } from "./samples.ts";

const vectors = join(import.meta.dirname, "../../packages/ocpp/test/vectors");
for (const version of ["1.6", "2.0.1", "2.1"]) {
  const facts = parseFacts(readFileSync(join(import.meta.dirname, "facts", `messages-${version}.json`), "utf8"));
  const samples = createSamples(facts);
  const part = (fields: Fields) => {
    const payloads = [...new Map([samples.minimal(fields), samples.full(fields)].map((payload) => [JSON.stringify(payload), payload])).values()];
    return lines({ valid: payloads, invalid: breaches(facts, fields, samples) });
  };
  mkdirSync(join(vectors, version), { recursive: true });
  for (const [action, { request, response }] of Object.entries(facts.messages)) {
    const file = join(vectors, version, `${action}.json`);
    if (existsSync(file)) continue;
    const parts = [`  "request": ${part(request)}`, ...(response ? [`  "response": ${part(response)}`] : [])];
    writeFileSync(file, `{\n${parts.join(",\n")}\n}\n`);
  }
}

/** One vector per line: they are read by eye. */
function lines({ valid, invalid }: { readonly valid: readonly unknown[]; readonly invalid: readonly unknown[] }): string {
  const list = (items: readonly unknown[]) => `[\n${items.map((item) => `      ${JSON.stringify(item)}`).join(",\n")}\n    ]`;
  return `{\n    "valid": ${list(valid)},\n    "invalid": ${list(invalid)}\n  }`;
}
