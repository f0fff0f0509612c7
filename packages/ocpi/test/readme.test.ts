import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";

it("the README shows the example that runs", async () => {
  const [readme, example] = ["../README.md", "./readme.example.ts"].map((path) => readFileSync(new URL(path, import.meta.url), "utf8"));
  expect(readme).toContain(example);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("./readme.example.ts");
  expect(log.mock.calls).toEqual([
    ["/uid: repaired, a string was written as a number"], ["/last_updated: repaired, written in UTC"], ["DE-ABC-C00000001-8", 2], [{ decision: "accept" }],
  ]);
  log.mockRestore();
});

it("the README shows the server that runs", async () => {
  const [readme, example] = ["../README.md", "./server.example.ts"].map((path) => readFileSync(new URL(path, import.meta.url), "utf8"));
  expect(readme).toContain(example);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("./server.example.ts");
  expect(log.mock.calls).toEqual([[200, 401]]);
  log.mockRestore();
});
