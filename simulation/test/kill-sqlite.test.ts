import { expect, it } from "vitest";
import { runKillLoop } from "../src/kill/kill-loop.ts";
import { createSqlitePlace } from "../src/kill/place.ts";

it("loses and doubles nothing through 100 kills on SQLite, under load (F1–F4, I1, I2)", async () => {
  const place = await createSqlitePlace();
  const { lost, doubled, sessions, cdrs, transactions, acknowledged } = await runKillLoop({ store: place.address, kills: 100, stations: 9, seed: 1 });
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  expect([sessions, cdrs]).toEqual([transactions, transactions]);
  expect(acknowledged).toBeGreaterThan(1_000);
  await place.remove();
}, 900_000);
