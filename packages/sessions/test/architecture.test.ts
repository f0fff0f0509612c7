import { readFileSync } from "node:fs";
import { instant } from "@cpokit/kernel";
import type { Reading, SessionFact } from "@cpokit/model";
import { expect, it } from "vitest";
import { cards, session, store, thanked } from "./architecture.example.ts";

const at = instant(Date.UTC(2026, 5, 1, 8));
const register = (value: string, context: string): Reading => ({ at, value, context, measurand: "Energy.Active.Import.Register", unit: "Wh" });

it("the guide to the architecture shows documents of one's own in the commit of a session, and what follows from it", async () => {
  const guide = readFileSync(new URL("../../../docs/guides/architecture.md", import.meta.url), "utf8");
  expect(guide).toContain(readFileSync(new URL("architecture.example.ts", import.meta.url), "utf8"));
  const record = (fact: SessionFact) => store.transaction((unit) => session(fact, unit));
  const start: SessionFact = {
    fact: "started", numbering: "allocate", station: "CS-1", evse: 1, connector: 1, key: "start/1/04A2/0", token: { value: "04A2" },
    stationTime: at, receivedAt: at, readings: [register("1200", "Transaction.Begin")],
  };
  const { transaction = "" } = await record(start);
  expect(await record(start)).toMatchObject({ outcome: "repeated" });
  expect(await store.get(cards, "04A2")).toEqual({ visits: 1 });
  await record({ fact: "ended", station: "CS-1", transaction, key: "stop/1", reason: "Local", stationTime: at, receivedAt: at, readings: [register("6700", "Transaction.End")] });
  await store.outbox.idle();
  expect(thanked).toEqual(["04A2: 5500 Wh"]);
});
