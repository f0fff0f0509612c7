import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { invoice } from "./fixture.ts";
import { print } from "./readme.example.ts";
import { textsOf } from "./read-pdf.ts";

it("the README shows the example that runs", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  const folder = mkdtempSync(join(tmpdir(), "invoice-"));
  await print(invoice(), join(folder, "invoice.pdf"));
  expect(textsOf(readFileSync(join(folder, "invoice.pdf")))).toContain("Bitte überweisen Sie den Betrag unter Angabe der Rechnungsnummer.");
  rmSync(folder, { recursive: true });
});
