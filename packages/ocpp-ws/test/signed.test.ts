import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import type { Signing } from "@cpokit/ocpp";
import { certificateThumbprint, createOcppClient, createWebCryptoSigner, createWebCryptoVerifier, importSigningKey, type OcppClientOptions, type TracedMessage } from "../src/index.ts";
import { afterTest, startServer, TIME } from "./support.ts";

const PARAMETERS = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]) },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384", modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]) },
} as const;

/** A new key as files have it, imported again; the certificate is any bytes, for only its thumbprint is sent. */
async function createKey(algorithm: keyof typeof PARAMETERS) {
  const pair = await crypto.subtle.generateKey(PARAMETERS[algorithm], true, ["sign", "verify"]);
  const certificate = crypto.getRandomValues(new Uint8Array(40));
  const [secret, open] = [await crypto.subtle.exportKey("pkcs8", pair.privateKey), await crypto.subtle.exportKey("spki", pair.publicKey)];
  return {
    thumbprint: await certificateThumbprint(certificate),
    signer: await createWebCryptoSigner({ algorithm, key: await importSigningKey(algorithm, new Uint8Array(secret)), certificate }),
    verifying: await importSigningKey(algorithm, new Uint8Array(open), "verify"),
  };
}

function startClient(port: number, options: Partial<OcppClientOptions>) {
  const client = createOcppClient({ url: `ws://127.0.0.1:${port}`, identity: "CS-1", protocols: [v201], handler: () => ({ response: { status: "Accepted" } }), ...options });
  afterTest(() => client.close());
  return client;
}

describe("signed messages of 2.x", () => {
  it.each(["ES256", "RS256", "RS384"] as const)("by %s go both ways over a socket, and each side knows the other by its certificate", async (algorithm) => {
    const [ours, theirs] = [await createKey(algorithm), await createKey(algorithm)];
    const keys = new Map([ours, theirs].map(({ thumbprint, verifying }) => [thumbprint, verifying]));
    const verifier = createWebCryptoVerifier(({ thumbprint = "" }) => keys.get(thumbprint));
    const heard: TracedMessage[] = [];
    const signers: unknown[] = [];
    const { server, port } = await startServer({
      signing: { verifier, signer: ours.signer }, onMessage: (message) => void heard.push(message), redact: false,
      handler: ({ signedBy }) => (signers.push(signedBy), { response: { currentTime: TIME } }),
    });
    const client = startClient(port, { signing: { verifier, signer: theirs.signer } });
    await client.connected();
    expect(await client.call("Heartbeat", {}, { sign: true })).toEqual({
      outcome: "result", payload: { currentTime: TIME }, signedBy: { algorithm, thumbprint: ours.thumbprint },
    });
    expect(signers).toEqual([{ algorithm, thumbprint: theirs.thumbprint }]);
    expect(heard[0]?.text).toContain('"Heartbeat-Signed"');
    expect(await server.link("CS-1")?.call("Reset", { type: "OnIdle" }, { sign: true })).toMatchObject({ outcome: "result", payload: { status: "Accepted" }, signedBy: { thumbprint: theirs.thumbprint } });
  });

  it("are believed only with a known key, and may be demanded", async () => {
    const [known, stranger] = [await createKey("ES256"), await createKey("ES256")];
    const verifier = createWebCryptoVerifier(({ thumbprint }) => (thumbprint === known.thumbprint ? known.verifying : undefined));
    const signing: Signing = { verifier, required: ["Heartbeat"] };
    const { port } = await startServer({ signing });
    const trusted = startClient(port, { signing: { verifier, signer: known.signer } });
    await trusted.connected();
    expect(await trusted.call("Heartbeat", {}, { sign: true })).toMatchObject({ outcome: "result" });
    expect(await trusted.call("Heartbeat", {})).toMatchObject({ outcome: "error", code: "SecurityError", description: "Heartbeat must be signed." });
    const other = startClient(port, { identity: "CS-2", signing: { verifier, signer: stranger.signer } });
    await other.connected();
    expect(await other.call("Heartbeat", {}, { sign: true })).toMatchObject({ outcome: "error", code: "SecurityError" });
    const old = startClient(port, { identity: "CS-3", protocols: [v16], signing: { verifier, signer: known.signer } });
    await old.connected();
    await expect(old.call("Heartbeat", {}, { sign: true })).rejects.toMatchObject({ code: "ocpp.noSigner" });
  });
});
