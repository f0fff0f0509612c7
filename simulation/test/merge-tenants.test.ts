import { auditLedger, cdrLedgers, cdrs, openItems, tariffVersions } from "@cpokit/billing";
import { stations, tokens } from "@cpokit/csms";
import { addDecimals, decimal, formatDecimal } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import { replay, type SessionState } from "@cpokit/sessions";
import { collection, encodeKey, type Collection, type Store } from "@cpokit/storage";
import { createFaultyDriver } from "@cpokit/storage/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digest } from "../src/core.ts";
import { locations } from "../src/place.ts";
import { createRecordingMemory } from "./recording-memory.ts";
import { dump, factsOf, liveThrough, mergeOf, openStore, openTenant, type TenantPlan } from "./two-tenants.ts";

const sessionStates = collection<SessionState>("sessions");
const transactions = collection<{ readonly session: string }>("transactions");
const transactionNumbers = collection<{ readonly session: string; readonly station: string }>("transactionNumbers");

const MAIN: TenantPlan = {
  stations: ["CS-1", "CS-2"], tokens: [["04A1", undefined], ["04A2", "acme"]], price: 0.25,
  sessions: [{ station: 0, token: 0, wh: 4_000, given: false }, { station: 1, token: 1, wh: 2_500, given: false }, { station: 0, token: 1, wh: 1_111, given: true }],
};
const ACQUIRED: TenantPlan = {
  stations: ["CS-1", "CS-9"], tokens: [["04B1", undefined], ["04B2", "acme"]], price: 0.41,
  sessions: [{ station: 0, token: 0, wh: 8_000, given: false }, { station: 1, token: 1, wh: 333, given: false }, { station: 0, token: 1, wh: 777, given: true }],
};

/** Two tenants that lived side by side on one place. */
async function twoTenants(main: TenantPlan, acquired: TenantPlan) {
  const { driver, collections } = createRecordingMemory();
  const root = openStore(driver);
  await liveThrough(openTenant(root, "main"), main);
  await liveThrough(openTenant(root, "acquired"), acquired);
  return { root, driver, dumpOf: (tenant: string) => dump(root.scope(tenant), collections) };
}

async function all<Body>(store: Store, from: Collection<Body>): Promise<readonly Body[]> {
  const found: Body[] = [];
  for await (const { body } of store.each(from)) found.push(body);
  return found;
}

function sumOf(...amounts: readonly string[]): string {
  return formatDecimal(addDecimals(...amounts.map((amount) => decimal(amount))), 4);
}

async function sums(store: Store): Promise<{ readonly money: string; readonly energy: number; readonly owed: number }> {
  const records = await all(store, cdrs);
  const energy = (await all(store, sessionStates)).reduce((sum, { session }) => sum + (session.energy ?? 0), 0);
  return { money: sumOf(...records.map(({ total }) => total.excl)), energy, owed: (await all(store, openItems)).length };
}

/** Everything that one document says of another is there. */
async function expectReferences(root: Store): Promise<void> {
  const { store, sessions } = openTenant(root, "main");
  const has = async <Body>(from: Collection<Body>, id: string | undefined): Promise<void> => expect(id === undefined ? undefined : await store.get(from, id), `${from.name} ${id}`).toBeDefined();
  for (const record of await all(store, cdrs)) {
    await has(sessionStates, record.session);
    await has(stations, record.station);
    await has(locations, record.location);
    await has(tariffVersions, record.tariffVersion);
    expect((await all(store, locations)).flatMap(({ evses }) => evses.map(({ id }) => id))).toContain(record.evse);
    expect((await store.get(cdrLedgers, record.session))?.current).toBe(record.id);
    const [, kind, owner = ""] = /^(driver|fleet)\/(.*)$/u.exec(record.customer ?? "") ?? [];
    if (kind === "driver") await has(tokens, owner);
    else expect((await all(store, tokens)).filter(({ group }) => group === owner)).toHaveLength(1);
  }
  for (const { session } of await all(store, sessionStates)) {
    await has(stations, session.station);
    await has(tokens, session.authorization?.tokenId);
    expect((await store.get(transactions, encodeKey([session.station, session.transaction])))?.session).toBe(session.id);
    expect(JSON.stringify(replay(await sessions.journal(store, session.id)))).toBe(JSON.stringify(await store.get(sessionStates, session.id)));
    expect((await sessions.readings(store, session.id)).points).toHaveLength(2);
  }
  for await (const { id, body } of store.each(transactionNumbers)) {
    const state = await store.get(sessionStates, body.session);
    expect([state?.session.transaction, state?.session.station]).toEqual([id, body.station]);
  }
  expect((await auditLedger(store, { digest })).findings).toEqual([]);
}

describe("one tenant is taken into another (F24)", () => {
  it("tells in a dry run what collides, and what each is called then, and writes nothing", async () => {
    const { root, dumpOf } = await twoTenants(MAIN, ACQUIRED);
    const before = [await dumpOf("main"), await dumpOf("acquired")];
    const { counts, renames, problems } = await mergeOf(root).plan();

    expect(problems).toEqual([]);
    expect(counts).toMatchObject({ stations: 2, locations: 2, tokens: 2, sessions: 3, sessionJournal: 9, transactionNumbers: 2, cdrs: 3, cdrLedgers: 3, openItems: 3, tariffVersions: 1 });
    const renamed = (kind: string) => renames.filter((rename) => rename.kind === kind).map(({ name, to }) => [name, to]);
    expect(renamed("station")).toEqual([["CS-1", "CS-1-2"]]);
    expect(renamed("identity")).toEqual([["CS-1", "CS-1-2"]]);
    expect(renamed("evse")).toEqual([["CS-1-E1", "CS-1-E1-2"]]);
    expect(renamed("group")).toEqual([["acme", "acme-2"]]);
    expect(renamed("tariff")).toEqual([["T1", "T1-2"]]);
    expect(renamed("token")).toHaveLength(2);
    expect(renamed("session")).toHaveLength(3);
    expect(renamed("transaction")).toHaveLength(2);
    expect([await dumpOf("main"), await dumpOf("acquired")]).toEqual(before);
  });

  it("keeps sealed CDRs as they were sealed, under the new names of what they speak of", async () => {
    const { root } = await twoTenants(MAIN, ACQUIRED);
    const sealed = await all(root.scope("acquired"), cdrs);
    const merge = mergeOf(root);
    await merge.run();
    for (const before of sealed) {
      const after = await root.scope("main").get(cdrs, before.id);
      expect(after).toMatchObject({ hash: before.hash, cdr: before.cdr, total: before.total, session: await merge.renamed("session", before.session), sealedAs: { session: before.session, station: before.station } });
    }
  });

  it("answers the station of a carried session as before, by the number that it knows", async () => {
    const { root } = await twoTenants(MAIN, ACQUIRED);
    const [planned] = ACQUIRED.sessions;
    const { started, ended } = factsOf(ACQUIRED, planned!, 0);
    const first = await openTenant(root, "acquired").record(started);
    const merge = mergeOf(root);
    await merge.run();

    const station = await merge.renamed("station", started.station);
    const main = openTenant(root, "main");
    const again = await main.record({ ...started, station });
    expect(again).toMatchObject({ outcome: "repeated", transaction: first.transaction, session: await merge.renamed("session", first.session!) });
    // The same end in other words finds the session by the station's own number, and changes none of the target's.
    const late = await main.record({ ...ended(first.transaction!), station, key: "the same in other words" });
    expect(late.session).toBe(again.session);
    const known = (await main.sessions.byTransaction(main.store, station, first.transaction!)) as Session;
    expect(known).toMatchObject({ id: again.session, energy: planned!.wh, settlement: "sealed" });
    expect(known.transaction).not.toBe(first.transaction);
  });

  it("delivers nothing and bills nothing again", async () => {
    const { root } = await twoTenants(MAIN, ACQUIRED);
    await mergeOf(root).run();
    expect(await all(root.scope("main"), collection("storage.deliveries"))).toEqual([]);
    const { billing, store } = openTenant(root, "main");
    for (const { session } of await all(store, sessionStates)) expect(await store.transaction((unit) => billing.bill(unit, session.id))).toMatchObject({ outcome: "already" });
  });

  it("waits for sessions under way, tariffs of the whole tenant, cards that both have, and CDRs that cannot be told apart", async () => {
    const { root } = await twoTenants(MAIN, { ...ACQUIRED, tokens: [["04a1", undefined]], sessions: [] });
    const { store, billing, record } = openTenant(root, "acquired");
    await store.transaction((unit) => void billing.assignTariff(unit, { id: "all", target: { kind: "tenant" }, tariffId: "T1" }));
    await record(factsOf(ACQUIRED, ACQUIRED.sessions[0]!, 0).started);
    const [taken] = await all(root.scope("main"), cdrs);
    await store.transaction((unit) => unit.put(cdrs, taken!.id, taken!));

    const { problems } = await mergeOf(root).plan();
    expect(problems.map(({ collection: name, reason }) => `${name}: ${reason}`)).toEqual([
      expect.stringMatching(/^tokens: The tokenValue "04a1" is taken\./u),
      expect.stringMatching(/^sessions: The session is active; wait/u),
      expect.stringMatching(/^tariffAssignments: A tariff for the whole tenant/u),
      expect.stringMatching(/^cdrs: The target has a document of this id/u),
    ]);
    await expect(mergeOf(root).run()).rejects.toMatchObject({ code: "storage.merge-refused", values: { problems: 4 } });
  });

  it("lets a card that both have be one", async () => {
    const { root } = await twoTenants(MAIN, { ...ACQUIRED, tokens: [["04A1", undefined]] });
    const given = { token: { "token 0": "token 0" } };
    expect(await mergeOf(root, given).plan()).toMatchObject({ problems: [], renames: expect.arrayContaining([{ kind: "token", name: "token 0", to: "token 0", joined: true }]) });
    await mergeOf(root, given).run();
    await expectReferences(root);
    expect(await all(root.scope("main"), tokens)).toHaveLength(2);
  });

  it("comes to the same after a crash at any write", async () => {
    const undisturbed = await twoTenants(MAIN, ACQUIRED);
    const counting = createFaultyDriver(undisturbed.driver, { commit: 0, stored: false });
    await mergeOf(openStore(counting)).run();
    const expected = await undisturbed.dumpOf("main");
    expect(counting.commits).toBeGreaterThan(10);
    for (let commit = 1; commit <= counting.commits; commit += 1) {
      for (const stored of [false, true]) {
        const { root, driver, dumpOf } = await twoTenants(MAIN, ACQUIRED);
        await expect(mergeOf(openStore(createFaultyDriver(driver, { commit, stored, dies: true }))).run()).rejects.toMatchObject({ code: "storage.fault" });
        await mergeOf(root).run();
        const withoutPlans = (texts: readonly string[]) => texts.filter((text) => !/^storage\.(?:merges|renames) /u.test(text));
        expect(withoutPlans(await dumpOf("main")), `commit ${commit}, stored: ${stored}`).toEqual(withoutPlans(expected));
      }
    }
  });

  it("loses nothing, invents nothing, and is done once, whatever the tenants have", async () => {
    const tenant = (mark: string): fc.Arbitrary<TenantPlan> =>
      fc.record({
        stations: fc.uniqueArray(fc.constantFrom("CS-1", "CS-1-2", "CS/3", "CS-4", "42"), { minLength: 1, maxLength: 3 }),
        tokens: fc.array(fc.constantFrom(undefined, "acme", "fleet/x"), { minLength: 1, maxLength: 1 }).map((groups) => groups.map((group, place) => [`${mark}${place}`, group] as const)),
        price: fc.constantFrom(0.25, 0.333, 1),
        sessions: fc.array(fc.record({ station: fc.nat(4), token: fc.constant(0), wh: fc.integer({ min: 1, max: 9_999 }), given: fc.boolean() }), { maxLength: 4 }),
      });
    await fc.assert(
      fc.asyncProperty(tenant("04A"), tenant("04B"), async (main, acquired) => {
        const { root, dumpOf } = await twoTenants(main, acquired);
        const [ofMain, ofAcquired, source, target] = [await sums(root.scope("main")), await sums(root.scope("acquired")), await dumpOf("acquired"), await dumpOf("main")];
        const { counts, late } = await mergeOf(root).run();

        expect(await sums(root.scope("main"))).toEqual({
          money: sumOf(ofMain.money, ofAcquired.money), energy: ofMain.energy + ofAcquired.energy, owed: ofMain.owed + ofAcquired.owed,
        });
        await expectReferences(root);
        expect(late.count).toBe(0);
        expect(counts["sessions"] ?? 0).toBe(acquired.sessions.length);
        const merged = await dumpOf("main");
        expect(merged).toEqual(expect.arrayContaining([...target]));
        expect(await dumpOf("acquired")).toEqual(source);
        await mergeOf(root).run();
        expect(await dumpOf("main")).toEqual(merged);
      }),
      { numRuns: 60 },
    );
  });
});
