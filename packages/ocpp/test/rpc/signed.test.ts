import { constants, createVerify, generateKeyPairSync, sign as signNow, verify as verifyNow, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openPayload, signPayload, type MessageSigner, type MessageVerifier, type SigningAlgorithm } from "../../src/index.ts";
import { v16 } from "../../src/v16/index.ts";
import { v201 } from "../../src/v201/index.ts";
import { v21 } from "../../src/v21/index.ts";
import { createHarness, heads, settle } from "./harness.ts";

const TIME = "2026-11-21T10:00:00Z";
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const keys = { ES256: ec, RS256: rsa, RS384: rsa } as const;

const signerOf = (algorithm: SigningAlgorithm): MessageSigner => ({
  algorithm, thumbprint: "dGh1bWI",
  sign: async (data) => new Uint8Array(signNow(algorithm === "RS384" ? "sha384" : "sha256", data, rawKey(keys[algorithm].privateKey))),
});

const verifier: MessageVerifier = {
  verify: async ({ algorithm }, data, signature) => verifyNow(algorithm === "RS384" ? "sha384" : "sha256", data, rawKey(keys[algorithm].publicKey), signature),
};

function rawKey(key: KeyObject) {
  return { key, dsaEncoding: "ieee-p1363", padding: constants.RSA_PKCS1_PADDING } as const;
}

const heartbeat = () => ({ response: { currentTime: TIME } });
const peers = (signing = { verifier, signer: signerOf("ES256") }) => ({
  csms: createHarness(v201, heartbeat, { signing }),
  station: createHarness(v201, () => ({ response: { status: "Accepted" } }), { role: "station", signing }),
});

/** Hands over what was written, until nobody writes any more. */
async function exchange({ csms, station }: ReturnType<typeof peers>): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    for (const message of station.written.splice(0)) csms.take(message);
    for (const message of csms.written.splice(0)) station.take(message);
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

describe("a signed payload", () => {
  it.each(["ES256", "RS256", "RS384"] as const)("of %s is a flattened JWS that node:crypto verifies by hand", async (algorithm) => {
    const signed = await signPayload({ text: "é😀" }, { action: "DataTransfer", messageType: 2 }, signerOf(algorithm));
    expect(JSON.parse(Buffer.from(signed.protected, "base64url").toString())).toEqual({
      alg: algorithm, OCPPAction: "DataTransfer", OCPPMessageTypedId: 2, "x5t#S256": "dGh1bWI",
    });
    expect(JSON.parse(Buffer.from(signed.payload, "base64url").toString())).toEqual({ text: "é😀" });
    const byHand = createVerify(algorithm === "RS384" ? "sha384" : "sha256").update(`${signed.protected}.${signed.payload}`, "ascii");
    expect(byHand.verify(rawKey(keys[algorithm].publicKey), signed.signature, "base64url")).toBe(true);
    const { link } = peers().csms;
    const opened = await openPayload(signed, { action: "DataTransfer", messageType: 2 }, verifier, link);
    expect(opened).toEqual({ outcome: "opened", header: { algorithm, thumbprint: "dGh1bWI" }, payload: { text: "é😀" } });
  });

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const header = { alg: "ES256", OCPPAction: "Heartbeat", OCPPMessageTypedId: 2 };
  it.each([
    ["another payload", { payload: encode({ other: 1 }) }, "forged"],
    ["another action", { protected: encode({ ...header, OCPPAction: "Reset" }) }, "forged"],
    ["another message type", { protected: encode({ ...header, OCPPMessageTypeId: "3" }) }, "forged"],
    ["no action", { protected: encode({ alg: "ES256" }) }, "forged"],
    ["another algorithm of a known key", { protected: encode({ ...header, alg: "RS384" }) }, "forged"],
    ["the algorithm none", { protected: encode({ ...header, alg: "none" }) }, "malformed"],
    ["a symmetric algorithm", { protected: encode({ ...header, alg: "HS256" }) }, "malformed"],
    ["a critical header", { protected: encode({ ...header, crit: ["exp"] }) }, "malformed"],
    ["a header that is no JSON", { protected: "e30x" }, "malformed"],
    ["a signature that is no base64url", { signature: "+/=" }, "malformed"],
    ["a payload that is no object", { payload: encode([1]) }, "malformed"],
    ["no signature", { signature: undefined }, "malformed"],
  ])("with %s is %s", async (_name, change, outcome) => {
    const signed = await signPayload({}, { action: "Heartbeat", messageType: 2 }, signerOf("ES256"));
    const { link } = peers().csms;
    expect(await openPayload({ ...signed, ...change }, { action: "Heartbeat", messageType: 2 }, verifier, link)).toMatchObject({ outcome });
  });
});

describe.each(["ES256", "RS256", "RS384"] as const)("a signature of %s", (algorithm) => {
  const context = { action: "Heartbeat", messageType: 2 };
  const sign = () => signPayload({ note: "x" }, context, signerOf(algorithm));
  const open = (signed: object, by: MessageVerifier = verifier) => openPayload(signed, context, by, peers().csms.link);

  it("is not believed with another key of the same kind", async () => {
    const other = algorithm === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const hash = algorithm === "RS384" ? "sha384" : "sha256";
    const stranger: MessageVerifier = { verify: async (_header, data, signature) => verifyNow(hash, data, rawKey(other.publicKey), signature) };
    expect(await open(await sign())).toMatchObject({ outcome: "opened" });
    expect(await open(await sign(), stranger)).toEqual({ outcome: "forged", rule: "the signature is not one of this sender" });
  });

  it("is not believed under the name of another algorithm, and never under none", async () => {
    const signed = await sign();
    const renamed = (alg: string) => ({ ...signed, protected: signed.protected.replace(/.*/, (text) => {
      const header: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
      return Buffer.from(JSON.stringify({ ...(header as object), alg })).toString("base64url");
    }) });
    for (const alg of ["ES256", "RS256", "RS384"]) expect(await open(renamed(alg))).toMatchObject({ outcome: alg === algorithm ? "opened" : "forged" });
    for (const alg of ["none", "None", "HS256", "ES384", "RS512", "PS256", ""]) expect(await open(renamed(alg))).toMatchObject({ outcome: "malformed" });
  });

  it("breaks with any changed character of header, payload or signature", async () => {
    const signed = await sign();
    for (const part of ["protected", "payload", "signature"] as const) {
      for (const place of [0, signed[part].length >> 1, signed[part].length - 1]) {
        const was = signed[part];
        const changed = `${was.slice(0, place)}${was[place] === "A" ? "B" : "A"}${was.slice(place + 1)}`;
        expect((await open({ ...signed, [part]: changed })).outcome, `${part} ${place}`).not.toBe("opened");
      }
      expect((await open({ ...signed, [part]: "" })).outcome).not.toBe("opened");
    }
  });
});

describe("a signed CALL", () => {
  it("is sent with its suffix, verified, handled as what it is, and answered signed", async () => {
    const both = peers();
    const seen: unknown[] = [];
    const csms = createHarness(v201, (call) => (seen.push([call.action, call.payload, call.signedBy?.algorithm]), heartbeat()), { signing: { verifier, signer: signerOf("RS256") } });
    const outcome = both.station.peer.call("Heartbeat", {}, { sign: true });
    await settle();
    await new Promise((resolve) => void setImmediate(resolve));
    expect(both.station.written).toEqual([[2, "own-1", "Heartbeat-Signed", expect.objectContaining({ payload: "e30" })]]);
    await exchange({ csms, station: both.station });
    expect(seen).toEqual([["Heartbeat", {}, "ES256"]]);
    expect(await outcome).toEqual({ outcome: "result", payload: { currentTime: TIME }, signedBy: { algorithm: "RS256", thumbprint: "dGh1bWI" } });
    expect(csms.peer.isIdle && both.station.peer.isIdle).toBe(true);
  });

  it("is answered plainly by who cannot sign, and as ever when it is not signed", async () => {
    const csms = createHarness(v201, heartbeat, { signing: { verifier } });
    const { station } = peers();
    const signed = station.peer.call("Heartbeat", {}, { sign: true });
    const plain = station.peer.call("Heartbeat", {});
    await new Promise((resolve) => void setImmediate(resolve));
    await exchange({ csms, station });
    expect([await signed, await plain]).toEqual([{ outcome: "result", payload: { currentTime: TIME } }, { outcome: "result", payload: { currentTime: TIME } }]);
  });

  it.each([
    ["a forged one", "Heartbeat-Signed", (signed: object) => ({ ...signed, payload: "eyJ4IjoxfQ" }), "SecurityError"],
    ["one for another action", "GetLocalListVersion-Signed", (signed: object) => signed, "SecurityError"],
    ["one without an envelope", "Heartbeat-Signed", () => ({}), "FormatViolation"],
    ["one of an unknown action", "Frobnicate-Signed", (signed: object) => signed, "SecurityError"],
  ])("is refused: %s", async (_name, action, change, code) => {
    const { csms } = peers();
    csms.take([2, "a", action, change(await signPayload({}, { action: "Heartbeat", messageType: 2 }, signerOf("ES256")))]);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(heads(csms.written)).toEqual([[4, "a", code]]);
    expect(csms.faults).toMatchObject([{ fault: "refused" }]);
    expect(csms.peer.isIdle).toBe(true);
  });

  it("has its content checked like any other", async () => {
    const { csms } = peers();
    csms.take([2, "a", "Heartbeat-Signed", await signPayload({ x: 1 }, { action: "Heartbeat", messageType: 2 }, signerOf("ES256"))]);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(csms.written).toEqual([[4, "a", "FormatViolation", "/x: is not a field of this message", expect.anything()]]);
  });

  it("is InternalError when the verifier or the signer fails", async () => {
    const broken = { verify: () => Promise.reject(new Error("no keys")) };
    const csms = createHarness(v201, heartbeat, { signing: { verifier: broken } });
    const mute = createHarness(v201, heartbeat, { signing: { verifier, signer: { algorithm: "ES256", sign: () => Promise.reject(new Error("no key")) } } });
    const signed = await signPayload({}, { action: "Heartbeat", messageType: 2 }, signerOf("ES256"));
    for (const each of [csms, mute]) {
      each.take([2, "a", "Heartbeat-Signed", signed]);
      await new Promise((resolve) => void setImmediate(resolve));
      expect(heads(each.written)).toEqual([[4, "a", "InternalError"]]);
      expect(each.faults).toMatchObject([{ fault: "handlerFailed" }]);
      expect(each.peer.isIdle).toBe(true);
    }
  });

  it("may be required", async () => {
    const csms = createHarness(v201, heartbeat, { signing: { verifier, required: ["Heartbeat"] } });
    csms.take([2, "a", "Heartbeat", {}]);
    expect(csms.written).toEqual([[4, "a", "SecurityError", "Heartbeat must be signed.", {}]]);
    csms.take([2, "b", "Heartbeat-Signed", await signPayload({}, { action: "Heartbeat", messageType: 2 }, signerOf("ES256"))]);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(csms.written.at(-1)).toEqual([3, "b", { currentTime: TIME }]);
  });

  it("is unknown to 1.6, and to who has no verifier", async () => {
    for (const csms of [createHarness(v16, heartbeat, { signing: { verifier } }), createHarness(v201, heartbeat)]) {
      csms.take([2, "a", "Heartbeat-Signed", {}]);
      expect(heads(csms.written)).toEqual([[4, "a", "NotImplemented"]]);
    }
    await expect(createHarness(v16, heartbeat, { signing: { verifier, signer: signerOf("ES256") } }).peer.call("ClearCache", {}, { sign: true })).rejects.toMatchObject({ code: "ocpp.noSigner" });
    await expect(createHarness(v201, heartbeat).peer.call("ClearCache", {}, { sign: true })).rejects.toMatchObject({ code: "ocpp.noSigner" });
  });
});

describe("a signed answer", () => {
  it("that is forged settles the call as invalid, and 2.1 tells so", async () => {
    const csms = createHarness(v21, heartbeat, { signing: { verifier } });
    const outcome = csms.peer.call("ClearCache", {});
    csms.take([3, "own-1", await signPayload({ status: "Accepted" }, { action: "Reset", messageType: 3 }, signerOf("ES256"))]);
    expect(await outcome).toMatchObject({ outcome: "invalid", rule: "ClearCache: the signature is for another message." });
    expect(heads(csms.written).at(-1)).toEqual([5, "own-1", "SecurityError"]);
  });

  it("that is verified after the timeout is late", async () => {
    const csms = createHarness(v201, heartbeat, { signing: { verifier } });
    const outcome = csms.peer.call("ClearCache", {});
    const signed = await signPayload({ status: "Accepted" }, { action: "ClearCache", messageType: 3 }, signerOf("ES256"));
    csms.take([3, "own-1", signed]);
    csms.pass(30_000);
    expect(await outcome).toMatchObject({ outcome: "timeout" });
    await new Promise((resolve) => void setImmediate(resolve));
    expect(csms.faults).toMatchObject([{ fault: "lateAnswer", outcome: { outcome: "result", payload: { status: "Accepted" } } }]);
  });
});

describe("a SEND of 2.1", () => {
  it("may be signed", async () => {
    const seen: unknown[] = [];
    const csms = createHarness(v21, ({ action, payload }) => (seen.push(action, payload), { response: {} }), { signing: { verifier, signer: signerOf("ES256") } });
    const stream = { id: 1, pending: 0, basetime: TIME, data: [{ t: 0, v: "1" }] };
    csms.take([6, "a", "NotifyPeriodicEventStream-Signed", await signPayload(stream, { action: "NotifyPeriodicEventStream", messageType: 6 }, signerOf("RS384"))]);
    await new Promise((resolve) => void setImmediate(resolve));
    expect(seen).toEqual(["NotifyPeriodicEventStream", stream]);
    expect(csms.written).toEqual([]);
  });
});
