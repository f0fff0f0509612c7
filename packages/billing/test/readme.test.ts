import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { createDesk, dayTariff, harbourSession, laterSession } from "./fixture.ts";
import { closeMonth, follow } from "./month.example.ts";
import { billOne } from "./readme.example.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const example = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

it("the README shows the example that runs", async () => {
  expect(readme).toContain(example("readme.example.ts"));
  expect(await billOne(harbourSession(), dayTariff)).toBe("EUR 8.3127");
});

it("the README closes the month that runs", async () => {
  expect(readme).toContain(example("month.example.ts"));
  const info = vi.spyOn(console, "info").mockReturnValue();
  const desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  const stop = await follow(desk.store);
  // January 2026 is over by any clock.
  await desk.seal(laterSession("A", -310 * 24, { customer: "fleet/ACME" }));
  await desk.store.outbox.idle();
  await stop();
  const table = await closeMonth(desk.store, "2026-01");
  expect(table.split("\r\n")[1]).toMatch(/^INV-000001;invoice;;.*;2026-01;Europe\/Amsterdam;fleet\/ACME;;;1;EUR;6,87;1,44;8,31;0,00;8,31;$/);
  expect((await closeMonth(desk.store, "2026-01")).split("\r\n")).toHaveLength(3);
  info.mockRestore();
});
