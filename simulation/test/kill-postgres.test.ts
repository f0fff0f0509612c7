import { expect, it } from "vitest";
import { runKillLoop } from "../src/kill/kill-loop.ts";
import { createPostgresPlace } from "../src/kill/place.ts";

const place = await createPostgresPlace();
if (place === undefined) console.warn("NOT CHECKED: there is no PostgreSQL here to kill on. Set CPOKIT_POSTGRES_URL or start a server.");

it.runIf(place !== undefined)("loses and doubles nothing through 100 kills on PostgreSQL, under load (F1–F4, I1, I2)", async () => {
  const { lost, doubled, sessions, cdrs, transactions, acknowledged } = await runKillLoop({ store: place!.address, kills: 100, stations: 9, seed: 2 });
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  expect([sessions, cdrs]).toEqual([transactions, transactions]);
  expect(acknowledged).toBeGreaterThan(1_000);
  await place!.remove();
}, 900_000);
