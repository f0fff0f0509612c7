import { instant } from "@cpokit/kernel";
import { TokenId, type AuthorizeFact, type Token } from "@cpokit/model";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { createTokens, findToken, tokens } from "./tokens.ts";

const NOW = instant(1_000_000);
const card: Token = { id: TokenId.parse("t1"), value: "04A2B3C4", type: "RFID", status: "accepted", group: "G" };

async function decide(token: Token | undefined, fact: Partial<AuthorizeFact> = {}, inUse = false) {
  const store = createStore(createMemoryDriver(), { clock: { now: () => NOW } });
  if (token !== undefined) await store.transaction((unit) => unit.put(tokens, token.id, token));
  const authority = createTokens({ concurrent: () => inUse });
  return store.transaction((unit) => authority.decide(unit, { fact: "authorize", station: "S", receivedAt: NOW, token: { value: "04a2b3c4" }, purpose: "start", ...fact }));
}

describe("the decision over a token", () => {
  it.each<[string, Token | undefined, object]>([
    ["known and good", card, { result: "accepted", tokenId: "t1", group: "G" }],
    ["unknown", undefined, { result: "refused", reason: "invalid" }],
    ["blocked", { ...card, status: "blocked" }, { result: "refused", reason: "blocked", tokenId: "t1", group: "G" }],
    ["valid until now", { ...card, validUntil: NOW }, { result: "refused", reason: "expired", tokenId: "t1", group: "G" }],
    ["valid a moment longer", { ...card, validUntil: instant(NOW + 1) }, { result: "accepted", tokenId: "t1", group: "G", validUntil: NOW + 1 }],
    ["valid from later", { ...card, validFrom: instant(NOW + 1) }, { result: "refused", reason: "notNow", tokenId: "t1", group: "G" }],
    ["valid from now", { ...card, validFrom: NOW }, { result: "accepted", tokenId: "t1", group: "G" }],
  ])("%s", async (_, token, expected) => {
    expect(await decide(token)).toEqual(expected);
  });

  it("minds concurrent use for starts alone", async () => {
    expect(await decide(card, {}, true)).toMatchObject({ result: "refused", reason: "concurrent" });
    expect(await decide(card, { purpose: "check" }, true)).toMatchObject({ result: "accepted" });
    expect(await decide(card, { purpose: "stop" }, true)).toMatchObject({ result: "accepted" });
  });

  it("compares values without case and blanks, whatever the type (Q5)", async () => {
    expect(await decide(card, { token: { value: " 04A2b3C4 ", type: "Local" } })).toMatchObject({ result: "accepted" });
    expect(await decide(card, { token: { value: "04A2B3C40" } })).toMatchObject({ result: "refused", reason: "invalid" });
  });

  it("knows each value once", async () => {
    const store = createStore(createMemoryDriver(), { clock: { now: () => NOW } });
    await store.transaction((unit) => unit.put(tokens, "t1", card));
    await expect(store.transaction((unit) => unit.put(tokens, "t2", { ...card, id: TokenId.parse("t2"), value: "04a2b3c4" }))).rejects.toMatchObject({ code: "storage.duplicate" });
    expect(await findToken(store, "04a2B3c4")).toEqual(card);
  });
});
