import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createMemoryDriver, type CommitUnit, type Driver, type ScanRange } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

const id = fc.constantFrom("", "a", "a!", "\u0000", "\u0001", "\uffff", "\ud800", "😀");
const address = fc.record({ scope: fc.constantFrom("", "t\u0000"), collection: fc.constantFrom("x", "\udc00"), id });
const entry = fc.constantFrom("p", "\u0000", "\ud800").chain((key) => fc.constantFrom({ index: "free", key, unique: false }, { index: "sole", key, unique: true }));
const keys = fc.uniqueArray(entry, { maxLength: 3, selector: ({ index, key }) => index + key });
const write = fc.tuple(address, fc.option(fc.tuple(fc.json({ maxDepth: 1 }), keys)));
/** How far behind the newest version a check is; 99 means absent. */
const check = fc.tuple(address, fc.constantFrom(0, 0, 0, 1, 99), fc.boolean());
const unit = fc.tuple(fc.array(check, { maxLength: 2 }), fc.uniqueArray(write, { maxLength: 4, selector: ([place]) => JSON.stringify(place) }));
const range = fc.record(
  { index: fc.constantFrom("free", "sole"), from: id, to: id, after: fc.record({ key: id, id }), reverse: fc.boolean() },
  { requiredKeys: [] },
);
const step = fc.oneof(fc.array(unit, { maxLength: 3 }), fc.tuple(range, fc.integer({ min: 1, max: 5 })).map(([bounds, limit]) => ({ ...bounds, limit })), address);

it("does what the memory driver does, for any units, reads and scans, through one handle or another", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-"));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 25 }), async (steps) => {
      run += 1;
      const memory = createMemoryDriver();
      const file = join(folder, `${run}.db`);
      const handles = [createSqliteDriver({ file, synchronous: "normal" }), createSqliteDriver({ file, synchronous: "normal" })] as const;
      for (const [action, second] of steps) {
        const sqlite = handles[second ? 1 : 0];
        if (Array.isArray(action)) {
          const units = await Promise.all(action.map((each) => unitOf(memory, each)));
          expect(await sqlite.commit(units)).toEqual(await memory.commit(units));
        } else if ("limit" in action) {
          const wanted: ScanRange = { scope: "t\u0000", collection: "\udc00", ...action };
          expect(await sqlite.scan(wanted)).toEqual(await memory.scan(wanted));
        } else {
          expect(await sqlite.get(action)).toEqual(await memory.get(action));
        }
      }
      for (const handle of handles) await handle.close();
    }),
    { numRuns: 100 },
  );
  rmSync(folder, { recursive: true });
});

type GivenUnit = typeof unit extends fc.Arbitrary<infer Given> ? Given : never;

async function unitOf(memory: Driver, [checks, writes]: GivenUnit): Promise<CommitUnit> {
  return {
    checks: await Promise.all(
      checks.map(async ([place, age, fence]) => ({ ...place, fence, version: age === 99 ? 0 : ((await memory.get(place))?.version ?? 0) - age })),
    ),
    writes: writes.map(([place, content]) => (content === null ? { kind: "delete", ...place } : { kind: "put", ...place, body: content[0], keys: content[1] })),
  };
}
