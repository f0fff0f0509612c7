import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MESSAGE_TABLE, renderMessageTable } from "../message-table.ts";

it("docs/messages.md is what csms does with every message; write it with npm run codegen", () => {
  const page = renderMessageTable();
  expect(readFileSync(MESSAGE_TABLE, "utf8")).toBe(page);
  expect(page).not.toMatch(/answered NotSupported \||never sent \|/);
});
