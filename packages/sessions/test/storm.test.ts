import type { SessionFact } from "@cpokit/model";
import { createMemoryDriver, type Driver } from "@cpokit/storage";
import { expect, it } from "vitest";
import { meter16, start16, stop16, createWorld, at } from "./world.ts";

/** A driver that counts what it writes. */
function counted(): { readonly driver: Driver; written(): number } {
  const memory = createMemoryDriver();
  let written = 0;
  return {
    written: () => written,
    driver: {
      ...memory,
      commit(units) {
        for (const { writes } of units) written += writes.length;
        return memory.commit(units);
      },
    },
  };
}

it("F16, I2: when all stations say everything again at once, each gets its first answer and nothing is written", async () => {
  const { driver, written } = counted();
  const world = createWorld({ driver });
  const facts: SessionFact[] = [];
  for (let station = 0; station < 150; station += 1) {
    const of = { station: `CS-${station}` };
    const start = { ...start16(station), ...of };
    const { transaction } = await world.record(start);
    facts.push(start, { ...meter16(station + 60, transaction, 1_100), ...of }, { ...stop16(station + 600, transaction), ...of });
  }
  const first = [];
  for (const fact of facts) first.push(await world.record(fact));
  const before = written();

  const again = await world.at(5_000, async () => Promise.all(facts.map((fact) => world.store.transaction((unit) => world.sessions.record(unit, { ...fact, receivedAt: at(5_000) })))));
  expect(again.map((answer) => ({ ...answer, outcome: "" }))).toEqual(first.map((answer) => ({ ...answer, outcome: "" })));
  expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(["repeated"]));
  expect(written()).toBe(before);
});

it("F24, I4, I22: tenants whose stations, tokens, references and keys are the same keep apart", async () => {
  const world = createWorld();
  const answers = [];
  for (const name of ["north", "south"]) {
    const tenant = world.store.scope(name);
    const started = await tenant.transaction((unit) => world.sessions.record(unit, start16(0)));
    const stopped = await tenant.transaction((unit) => world.sessions.record(unit, stop16(600, started.transaction, { wh: name === "north" ? 2_000 : 3_000 })));
    answers.push([started.outcome, stopped.outcome, (await world.sessions.get(tenant, started.session!))?.energy]);
  }
  expect(answers).toEqual([["recorded", "recorded", 1_000], ["recorded", "recorded", 2_000]]);
  expect((await world.sessions.list(world.store)).items).toEqual([]);
});
