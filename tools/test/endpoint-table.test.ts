import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ENDPOINT_TABLE, renderEndpointTable } from "../endpoint-table.ts";

it("docs/endpoints.md is what ocpi does with every request; write it with npm run codegen", () => {
  const page = renderEndpointTable();
  expect(readFileSync(ENDPOINT_TABLE, "utf8")).toBe(page);
  expect(page).not.toContain("| nothing |");
});
