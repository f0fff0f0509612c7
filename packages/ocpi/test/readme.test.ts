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

it("the README shows the client that runs", async () => {
  const [readme, example] = ["../README.md", "./client.example.ts"].map((path) => readFileSync(new URL(path, import.meta.url), "utf8"));
  expect(readme).toContain(example);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("./client.example.ts");
  const url = "emsp.test.com/ocpi/2.2.1/receiver/locations/DE/ABC/LOC1";
  expect(log.mock.calls).toEqual([
    [{ pages: 1, objects: 1, changed: 1, stale: 0, unreadable: 0, vanished: 0 }], [[`PUT ${url}`, `PATCH ${url}/EVSE1`, `PATCH ${url}/EVSE2`]], ["ALLOWED"],
    ["ACCEPTED", { outcome: "result", result: { result: "ACCEPTED" } }],
  ]);
  log.mockRestore();
});

it("the guide shows two platforms that roam", async () => {
  const guide = readFileSync(new URL("../../../docs/guides/roaming-in-a-day.md", import.meta.url), "utf8");
  for (const path of ["./guide-cpo.example.ts", "./guide-partner.example.ts"]) expect(guide).toContain(readFileSync(new URL(path, import.meta.url), "utf8"));
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("./guide-partner.example.ts");
  expect(log.mock.calls).toEqual([["2.3.0", true, "AVAILABLE"], [{ outcome: "result", result: { result: "ACCEPTED" } }], ["ACTIVE", true]]);
  log.mockRestore();
});
