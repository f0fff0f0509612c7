import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { createOcppClient, createOcppServer, type Authenticate, type OcppClientOptions, type OcppServer } from "../src/index.ts";
import { afterTest, basicHandler, PROTOCOLS } from "./support.ts";

/** Made for these tests only; they guard nothing. */
const pem = (name: string) => readFileSync(new URL(`certificates/${name}`, import.meta.url), "utf8");
const authority = pem("authority.pem");
const serverTls = { key: pem("server.key"), cert: pem("server.pem") };
const stationTls = { key: pem("station.key"), cert: pem("station.pem"), ca: authority };

async function startTlsServer(authenticate: Authenticate): Promise<{ readonly server: OcppServer; readonly port: number }> {
  const server = createOcppServer({ protocols: PROTOCOLS, handler: basicHandler, authenticate });
  afterTest(() => server.close({ within: 200 }));
  const tls = { ...serverTls, ca: authority, requestCert: true, rejectUnauthorized: false };
  return { server, port: (await server.listen({ port: 0, host: "127.0.0.1", tls })).port };
}

function connectClient(port: number, options: Partial<OcppClientOptions>): Promise<unknown> {
  const client = createOcppClient({
    url: `wss://127.0.0.1:${port}`, identity: "CS-1", protocols: [v16], backOff: "off", handler: () => ({ response: {} }), ...options,
  });
  afterTest(() => client.close());
  return client.connected();
}

describe("security profile 3", () => {
  const byCertificate: Authenticate = ({ identity, tls }) =>
    tls?.authorized === true && tls.certificate?.commonName === identity
      ? { accept: true }
      : { accept: false, status: 403, reason: "The certificate is not that of this station." };

  it("binds the identity to the client certificate", async () => {
    const { server, port } = await startTlsServer(byCertificate);
    await connectClient(port, { tls: stationTls });
    expect(server.connections()).toMatchObject([{ identity: "CS-1" }]);
    await expect(connectClient(port, { tls: stationTls, identity: "CS-2" })).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    await expect(connectClient(port, { tls: { ca: authority } })).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    expect(server.connections()).toHaveLength(1);
  });

  it("tells organization, serial number and fingerprint", async () => {
    const seen: unknown[] = [];
    const { port } = await startTlsServer(({ tls }) => (seen.push(tls), { accept: true }));
    await connectClient(port, { tls: stationTls });
    await connectClient(port, { tls: { ca: authority } });
    expect(seen).toEqual([
      { authorized: true, certificate: { commonName: "CS-1", organization: "acme", serialNumber: "04", fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) } },
      { authorized: false, certificate: undefined },
    ]);
  });
});

describe("a server with TLS", () => {
  it("changes its certificate without losing a connection", async () => {
    const { server, port } = await startTlsServer(() => ({ accept: true }));
    await connectClient(port, { tls: { ca: authority } });
    expect(await serialNumberAt(port)).toBe("02");
    server.setTls({ key: pem("next-server.key"), cert: pem("next-server.pem") });
    expect(await serialNumberAt(port)).toBe("03");
    expect(server.connections()).toHaveLength(1);
  });

  it("is not talked to by a client that does not know its authority", async () => {
    const { port } = await startTlsServer(() => ({ accept: true }));
    await expect(connectClient(port, {})).rejects.toMatchObject({ code: "ocpp-ws.closed" });
  });
});

function serialNumberAt(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", ca: authority, servername: "localhost" }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
  });
}
