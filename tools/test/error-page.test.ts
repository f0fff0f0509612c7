import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CpoError } from "@cpokit/kernel";
import { expect, it } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
const codes = [...page.matchAll(/^## .*`(.+)`$/gm)].map(([, code]) => code!);

it("every code has one heading, and that is where its errors lead", () => {
  expect(codes.length).toBeGreaterThan(100);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) {
    const { pathname, hash } = new URL(new CpoError(code, "It broke.").docs);
    expect(pathname).toBe("/cpokit/cpokit/blob/main/docs/errors.md");
    expect(page).toContain(`## <a id="${hash.slice(1)}"></a>\`${code}\`\n`);
  }
});

it("every code says when it is thrown, and where", () => {
  for (const section of page.split("\n## ").slice(1)) expect(section).toMatch(/^<a id=.*\n\n(?:- .+\n)+\nThrown in \[.+\.\n/);
});
