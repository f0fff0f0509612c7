import { describe, expect, it } from "vitest";
import { isProvenBySignatures, type SessionsOptions } from "@cpokit/sessions";
import type { Reading, SignatureVerdict } from "@cpokit/model";
import { codes, createWorld, ended, register, start16, started, stop16 } from "./world.ts";

/** Signed data whose text says who signed which register; the keys of the meter are K1 and, since it was rotated, K2. */
const signed = (key: string, wh: number, more = "") => ({ data: `${key}|${wh}${more}`, signingMethod: "ECDSA", encodingMethod: "TEST", publicKey: key });
const verify: SessionsOptions["verify"] = (_, { data }): SignatureVerdict => {
  const [, key = "", wh, forged] = /^(\w+)\|(\d+)(!?)$/.exec(data) ?? [];
  if (wh === undefined) return { result: "unreadable" };
  if (key !== "K1" && key !== "K2") return { result: "unknownKey", key };
  return { result: forged === "!" ? "invalid" : "valid", key, register: Number(wh) };
};
const strict = { verify, policy: { signatures: "required" } } as const;

const reading = (second: number, wh: number, context: string, data?: ReturnType<typeof signed>): Reading => ({ ...register(second, wh, context), ...(data !== undefined && { signed: data }) });

/** A session from 1 000 to 2 000 Wh with such signed data at its start and at its end. */
async function charged(options: Partial<SessionsOptions>, start?: ReturnType<typeof signed>, end?: ReturnType<typeof signed>) {
  const world = createWorld({ sessions: options });
  const { session = "" } = await world.record(started(0, "tx-1", { readings: [reading(0, 1_000, "Transaction.Begin", start)] }));
  await world.record(ended(600, "tx-1", { readings: [reading(600, 2_000, "Transaction.End", end)] }));
  return { world, session: await world.get(session) };
}

describe("I25, F27: signed readings", () => {
  it("a session whose start and end are signed, also with a rotated key, is billable and proven; verdict and key stay in the journal", async () => {
    const { world, session } = await charged(strict, signed("K1", 1_000), signed("K2", 2_000));
    expect(session).toMatchObject({ review: "clean", energy: 1_000, signatures: { start: { result: "valid", key: "K1" }, end: { result: "valid", key: "K2" } } });
    expect(isProvenBySignatures(session)).toBe(true);
    const [entry] = await world.sessions.journal(world.store, session.id);
    expect(entry?.cause).toMatchObject({ kind: "fact", fact: { readings: [{ signed: { data: "K1|1000", verdict: { result: "valid", key: "K1", register: 1_000 } } }] } });
    const { stored, replayed } = await world.bytes(session.id);
    expect(replayed).toBe(stored);
  });

  it.each([
    ["nothing is signed", undefined, undefined, ["signature-missing"], "No signed reading of its start and its end was checked."],
    ["only the stop is signed", undefined, signed("K1", 2_000), ["signature-missing"], "No signed reading of its start was checked."],
    ["the signature of the end does not fit", signed("K1", 1_000), signed("K1", 2_000, "!"), ["signature-invalid"], "The signed reading of its end has a signature that does not fit."],
    ["a key is unknown", signed("K9", 1_000), signed("K1", 2_000), ["signature-invalid"], "The signed reading of its start is signed with a key that is not known here."],
    ["signed data cannot be read", { ...signed("K1", 1_000), data: "\u0000" }, signed("K1", 2_000), ["signature-invalid"], "The signed reading of its start cannot be read."],
    ["another register was signed", signed("K1", 1_000), signed("K1", 1_900), ["signature-mismatch"], "Signed were 1000 and 1900 Wh, counted from 1000 to 2000 Wh."],
  ] as const)("holds the session when %s", async (_, start, end, expected, reason) => {
    const { session } = await charged(strict, start, end);
    expect(codes(session)).toEqual(expected);
    expect(session).toMatchObject({ settlement: "held", suspicions: [{ reason }] });
    expect(isProvenBySignatures(session)).toBe(false);
  });

  it("keeps verdicts and holds nothing where the law does not want signatures", async () => {
    const { session } = await charged({ verify }, signed("K1", 1_000), signed("K1", 2_000, "!"));
    expect(session).toMatchObject({ review: "clean", signatures: { end: { result: "invalid" } } });
    expect((await charged({})).session.signatures).toBeUndefined();
  });

  it("1.6: both readings may come with the stop (transactionData)", async () => {
    const world = createWorld({ sessions: strict });
    const { session, transaction } = await world.record(start16(0));
    await world.record(stop16(600, transaction, { readings: [reading(0, 1_000, "Transaction.Begin", signed("K1", 1_000)), reading(600, 2_000, "Transaction.End", signed("K1", 2_000))] }));
    expect(await world.get(session)).toMatchObject({ review: "clean", energy: 1_000 });
    expect(isProvenBySignatures(await world.get(session))).toBe(true);
  });
});
