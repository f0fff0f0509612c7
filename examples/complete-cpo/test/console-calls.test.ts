import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL("../web/src/", import.meta.url));
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file)).map((file) => ({ file, source: readFileSync(join(SOURCES, file), "utf8") }));

describe("what the console asks of the API", () => {
  // Everything that sends a request takes an `Address`, which `at` makes of a route of the description: a renamed route is a type error. These are the ways around it.
  it.each([
    ["is sent by one function", /\bfetch\(|\bXMLHttpRequest\b|\bEventSource\b|\bsendBeacon\b/, ["api/request.ts"]],
    ["is addressed by one function", /\bas (unknown as )?Address\b/, ["api/address.ts"]],
    ["lies below one path, which only the request, the hint on a program's own request and the browser's way to another sign-in name", /\/api\/v1/, ["api/request.ts", "pages/sign-in.tsx", "parts/forecast-forms.tsx"]],
  ])("%s", (_, way, where) => {
    expect(files.filter(({ source }) => way.test(source)).map(({ file }) => file).sort()).toEqual(where);
  });
});
