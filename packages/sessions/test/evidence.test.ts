import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replay, type JournalEntry, type SessionState } from "@cpokit/sessions";
import { createWorld, meter16, register, start16, stop16 } from "./world.ts";

describe("journals of older programs (I8, F26)", () => {
  // Written in 2026-11 and never to be written again: quarantine, boot, supersede, late stops, a close in the books, and a start that never came.
  const golden = JSON.parse(readFileSync(new URL("golden/journals-2026-11.json", import.meta.url), "utf8")) as readonly { readonly state: SessionState; readonly journal: readonly JournalEntry[] }[];

  it.each(golden.map(({ state, journal }) => [state.session.lifecycle, state.session.closure ?? "none", { state, journal }] as const))("rebuild the state of then, byte for byte (%s, %s)", (_, __, { state, journal }) => {
    expect(JSON.stringify(replay(journal))).toBe(JSON.stringify(state));
  });
});

describe("evidence", () => {
  it("signed data stays verbatim in the journal, also that of a reading that is set aside (I25)", async () => {
    const world = createWorld();
    const signed = { data: 'OCMF|{"FV":"1.0","RD":[{"RV":1.500,"ST":"G"}]}|{"SD":"3045 é\\u0000"}', signingMethod: "ECDSA", encodingMethod: "OCMF", publicKey: "3059" };
    const { session, transaction } = await world.record(start16(0, { readings: [{ ...register(0, "1000", "Transaction.Begin"), signed }] }));
    await world.record(meter16(60, transaction, undefined, { readings: [{ ...register(60, "900.50"), signed }, { ...register(60, ""), signed }] }));
    const journal = await world.sessions.journal(world.store, session!);
    const facts = journal.flatMap(({ cause }) => (cause.kind === "fact" ? cause.fact.readings : []));
    expect(facts.map((reading) => [reading.value, reading.signed])).toEqual([["1000", signed], ["900.50", signed], ["", signed]]);
    expect(journal[1]?.quarantined).toMatchObject([{ code: "register-fell", reading: { value: "900.50", signed } }]);
  });

  it("the times of station and server are kept beside the one that counts (F10)", async () => {
    const world = createWorld();
    const { session } = await world.record({ ...start16(600, { received: 600 }), skew: -30_000 });
    const [entry] = await world.sessions.journal(world.store, session!);
    const { startAt } = await world.get(session);
    expect(entry?.cause).toMatchObject({ kind: "fact", fact: { stationTime: startAt + 30_000, receivedAt: startAt + 30_000, skew: -30_000 } });
  });

  it("a token that is revoked during the session changes neither the decision that let it start nor its energy (F20, I23)", async () => {
    const world = createWorld();
    const { session, transaction } = await world.record(start16(0, { authorization: { result: "accepted", tokenId: "T1" } }));
    await world.record(meter16(60, transaction, 1_100, { token: { value: "04A2B3C4" }, authorization: { result: "refused", reason: "blocked" } }));
    await world.record(stop16(600, transaction, { wh: 1_500, authorization: { result: "refused", reason: "blocked" } }));
    expect(await world.get(session)).toMatchObject({ lifecycle: "ended", review: "clean", energy: 500, authorization: { result: "accepted", tokenId: "T1" } });
  });
});
