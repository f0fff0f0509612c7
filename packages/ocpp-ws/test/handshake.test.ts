import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { verifyBasicPassword, type Applicant, type Refusal } from "../src/index.ts";
import { basicHeader } from "../src/basic-auth.ts";
import { afterTest, connectStation, createTestTime, openSocket, PROTOCOLS, readUntilEnd, refusedHandshake, startServer, until } from "./support.ts";
import { createOcppServer } from "../src/index.ts";
import { v16 } from "@cpokit/ocpp/v16";

describe("identity", () => {
  it.each([
    ["CS-1", "CS-1"],
    ["CS%20one%7Ctwo%2Fthree", "CS one|two/three"],
    ["__proto__", "__proto__"],
    ["constructor", "constructor"],
    ["%C3%A9%F0%9F%98%80", "é😀"],
    ["CS-1/", "CS-1"],
    ["x".repeat(255), "x".repeat(255)],
  ])("of %s is found again", async (path, identity) => {
    const { server, port } = await startServer();
    const { send, next } = await connectStation(port, path);
    send([2, "a", "Heartbeat", {}]);
    expect(await next()).toMatchObject([3, "a", {}]);
    expect(server.link(identity)?.identity).toBe(identity);
    expect(server.connections()).toMatchObject([{ identity, subprotocol: "ocpp1.6", remoteAddress: "127.0.0.1" }]);
  });

  it.each([
    ["/%zz", 400, "percent escape"],
    ["/", 404, "Use /<identity>"],
    [`/${"x".repeat(256)}`, 400, "longer than 255"],
  ])("of %s is refused with a sentence", async (path, status, words) => {
    const { port } = await startServer();
    const refused = await refusedHandshake(port, path);
    expect(refused.status).toBe(status);
    expect(refused.text).toContain(words);
  });
});

describe("a refused handshake", () => {
  it("is told with its identity, its reason, and who refused it", async () => {
    const told: Refusal[] = [];
    const { port } = await startServer({ onRefused: (refusal) => void told.push(refusal), authenticate: () => ({ accept: false, status: 401, reason: "Wrong." }) });
    await refusedHandshake(port, "/CS-1");
    await refusedHandshake(port, "/CS-1", "soap");
    await refusedHandshake(port, "/%zz");
    expect(told).toMatchObject([
      { path: "/CS-1", identity: "CS-1", status: 401, reason: "Wrong.", byApplication: true, remoteAddress: "127.0.0.1" },
      { identity: "CS-1", status: 400, reason: expect.stringContaining("subprotocols"), byApplication: false },
      { status: 400, byApplication: false },
    ]);
    expect(told[2]).not.toHaveProperty("identity");
  });
});

describe("subprotocol", () => {
  it("is the first of the server that the station offers", async () => {
    const { port } = await startServer();
    expect((await connectStation(port, "a", "ocpp1.6")).socket.protocol).toBe("ocpp1.6");
    expect((await connectStation(port, "b", "ocpp2.0.1")).socket.protocol).toBe("ocpp2.0.1");
    const { WebSocket } = await import("ws");
    const socket = new WebSocket(`ws://127.0.0.1:${port}/c`, ["ocpp1.6", "ocpp9", "ocpp2.0.1"]);
    await new Promise((resolve) => void socket.once("open", resolve));
    expect(socket.protocol).toBe("ocpp2.0.1");
    socket.terminate();
  });

  it.each(["", "ocpp9.9", "soap, http"])("%s is refused with a sentence that lists what is spoken", async (subprotocol) => {
    const { port } = await startServer();
    const refused = await refusedHandshake(port, "/CS-1", subprotocol);
    expect(refused).toMatchObject({ status: 400, text: "Offer one of these WebSocket subprotocols: ocpp2.1, ocpp2.0.1, ocpp1.6." });
  });

  it("may be assumed for a station that offers none", async () => {
    const { server, port } = await startServer({ assumeProtocol: v16 });
    const { WebSocket } = await import("ws");
    const socket = new WebSocket(`ws://127.0.0.1:${port}/CS-1`);
    await new Promise((resolve) => void socket.once("open", resolve));
    expect(server.link("CS-1")?.protocol.version).toBe("1.6");
    socket.terminate();
  });

  it("decides over compression: offered to 2.x without context takeover, never to 1.6", async () => {
    const { port } = await startServer();
    expect((await connectStation(port, "a", "ocpp1.6")).socket.extensions).toBe("");
    const station = await connectStation(port, "b", "ocpp2.0.1");
    expect(station.socket.extensions).toBe("permessage-deflate");
    station.send([2, "a", "DataTransfer", { vendorId: "v", data: "x".repeat(10_000) }]);
    expect(await station.next()).toMatchObject([4, "a", "NotSupported", "Not here.", {}]);
  });
});

describe("authentication", () => {
  const authenticate = ({ identity, password }: Applicant) => {
    if (identity === "unknown") return { accept: false, status: 404, reason: "No such station." } as const;
    return verifyBasicPassword(password, "s3:cret") ? ({ accept: true } as const) : ({ accept: false, status: 401, reason: "Wrong password." } as const);
  };

  it("hands password, path and address to the application", async () => {
    const seen: Applicant[] = [];
    const { port } = await startServer({ authenticate: async (applicant) => (seen.push(applicant), authenticate(applicant)) });
    await connectStation(port, "berlin/CS%3A1", "ocpp2.0.1", { headers: { authorization: basicHeader("CS:1", "s3:cret") } });
    expect(seen).toEqual([
      {
        identity: "CS:1", profile: 1, path: ["berlin"], password: new Uint8Array(Buffer.from("s3:cret")), tls: undefined,
        remoteAddress: "127.0.0.1", subprotocol: "ocpp2.0.1",
      },
    ]);
  });

  it.each([
    ["a wrong password", "/CS-1", { authorization: basicHeader("CS-1", "wrong") }, 401],
    ["no password", "/CS-1", {}, 401],
    ["the name of another station", "/CS-1", { authorization: basicHeader("CS-2", "s3:cret") }, 401],
    ["an unknown station", "/unknown", {}, 404],
  ] as const)("refuses %s", async (_name, path, headers, status) => {
    const { server, port } = await startServer({ authenticate });
    const refused = await refusedHandshake(port, path, "ocpp1.6", headers);
    expect(refused.status).toBe(status);
    expect(/www-authenticate: basic/i.test(refused.head)).toBe(status === 401);
    expect(server.connections()).toEqual([]);
  });

  it("answers 500 when the application throws, and 503 when it takes too long", async () => {
    const time = createTestTime();
    const { port } = await startServer({
      time,
      authenticate: ({ identity }) => {
        if (identity === "broken") throw new Error("s3cret");
        return new Promise(() => void setImmediate(() => time.pass(10_000)));
      },
    });
    const broken = await refusedHandshake(port, "/broken");
    expect(broken.status).toBe(500);
    expect(broken.text).not.toContain("s3cret");
    expect((await refusedHandshake(port, "/slow")).status).toBe(503);
  });

  it("is bounded in number, as are connections", async () => {
    const { port } = await startServer({ limits: { connections: 1, handshakes: 10 } });
    await connectStation(port, "a");
    const refused = await refusedHandshake(port, "/b");
    expect(refused.status).toBe(503);
    expect(refused.head).toContain("Retry-After");
  });

  it("is bounded in rate, so that a storm of all stations lets the server live (F13, F16)", async () => {
    const time = createTestTime();
    const { server, port } = await startServer({ time, limits: { handshakesPerSecond: 2 } });
    await connectStation(port, "a");
    await connectStation(port, "b");
    expect((await refusedHandshake(port, "/c")).status).toBe(503);
    time.pass(1_000);
    await connectStation(port, "c");
    expect(server.connections()).toHaveLength(3);
  });
});

describe("a server of the user", () => {
  it("keeps its requests and its other upgrades", async () => {
    const httpServer = createServer((_request, response) => void response.end("mine"));
    const server = createOcppServer({ protocols: PROTOCOLS });
    server.attach(httpServer, { path: "/ocpp" });
    await new Promise<void>((resolve) => void httpServer.listen(0, "127.0.0.1", resolve));
    afterTest(async () => {
      await server.close({ within: 100 });
      httpServer.close();
      httpServer.closeAllConnections();
    });
    const address = httpServer.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("mine");
    await connectStation(port, "ocpp/CS-1");
    expect(server.link("CS-1")).toBeDefined();
    expect((await refusedHandshake(port, "/other/CS-1")).status).toBe(404);
    httpServer.on("upgrade", (request, socket) => {
      if (request.url === "/other/CS-1") socket.end("HTTP/1.1 418 Mine\r\n\r\n");
    });
    expect((await refusedHandshake(port, "/other/CS-1")).status).toBe(418);
  });

  it("can stand behind the port of another: the same identity is two stations", async () => {
    const behind = createServer();
    const server = createOcppServer({ protocols: PROTOCOLS });
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", elsewhere: (request) => (request.url?.startsWith("/ocpp/acme/") === true ? behind : undefined) });
    afterTest(() => server.close({ within: 100 }));
    const acme = createOcppServer({ protocols: PROTOCOLS });
    acme.attach(behind, { path: "/ocpp/acme" });
    afterTest(() => acme.close({ within: 100 }));
    await connectStation(port, "CS-1");
    await connectStation(port, "ocpp/acme/CS-1");
    expect(server.connections()).toHaveLength(1);
    expect(acme.connections()).toMatchObject([{ identity: "CS-1" }]);
    expect((await refusedHandshake(port, "/ocpp/acme/")).status).toBe(404);
  });

  it("of our own answers plain requests with 426, and drops those who never finish their headers", async () => {
    const { port } = await startServer({ timeouts: { handshake: 100 } });
    expect((await fetch(`http://127.0.0.1:${port}/CS-1`)).status).toBe(426);
    const socket = await openSocket(port);
    socket.write("GET /CS-1 HTTP/1.1\r\nHost: x\r\nX-Slow:");
    expect(await readUntilEnd(socket)).toContain("408");
  });

  it("cannot have a port that is taken", async () => {
    const { port } = await startServer();
    const { server } = await startServer();
    await expect(server.listen({ port, host: "127.0.0.1" })).rejects.toMatchObject({ code: "ocpp-ws.listen" });
    await until(() => server.connections().length === 0);
  });
});
