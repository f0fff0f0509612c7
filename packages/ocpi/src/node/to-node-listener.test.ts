import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { givenPlatform } from "../../test/support/world.ts";
import { vector } from "../../test/support/vectors.ts";
import type { OcpiHandler } from "../server/create-ocpi-handler.ts";
import { toNodeListener } from "./to-node-listener.ts";

type Mounted = { readonly origin: string; readonly stop: () => Promise<void> };

async function listen(listener: RequestListener): Promise<Mounted> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close").catch(() => undefined);
    },
  };
}

/** The same handler in each framework, below /ocpi. */
const MOUNTS: Readonly<Record<string, (handler: OcpiHandler) => Promise<Mounted>>> = {
  "node:http": (handler) => listen(toNodeListener(handler)),
  "node:http behind a handler of one's own": (handler) => listen(toNodeListener((request) => handler(request))),
  Express: (handler) => listen(express().use("/ocpi", toNodeListener(handler)) as RequestListener),
  "Express that parses JSON": (handler) => listen(express().use(express.json({ strict: false })).use("/ocpi", toNodeListener(handler)) as RequestListener),
  Hono(handler) {
    const listener = getRequestListener(new Hono().all("/ocpi/*", ({ req }) => handler(req.raw)).fetch);
    return listen((request, response) => void listener(request, response));
  },
  async Fastify(handler) {
    const app = fastify();
    // The handler reads the body itself.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    const listener = toNodeListener(handler);
    app.all("/ocpi/*", (request, reply) => {
      reply.hijack();
      listener(request.raw, reply.raw);
    });
    return { origin: await app.listen({ port: 0, host: "127.0.0.1" }), stop: () => app.close() };
  },
};

describe.each(Object.entries(MOUNTS))("on %s", (_, mount) => {
  it("partners read, write and are refused as everywhere", async () => {
    const world = givenPlatform({ modules: { received: { Token: true }, owned: { Tariff: { page: () => ({ items: [], total: 0 }) } } }, limits: { bodyBytes: 5_000 } });
    await world.connect("2.2.1");
    const { origin, stop } = await mount(world.handler);
    try {
      const call = async (method: string, path: string, body?: string): Promise<readonly [number, unknown, Headers]> => {
        const answer = await fetch(`${origin}/ocpi/${path}`, { method, headers: { Authorization: "Token secret-token", "Content-Type": "application/json", "X-Request-ID": "r1" }, ...(body === undefined ? {} : { body }) });
        return [answer.status, await answer.json(), answer.headers];
      };
      const token = { ...vector("2.2.1", "Token"), uid: "ü 1/2" };
      const path = `2.2.1/receiver/tokens/NL/EXA/${encodeURIComponent(token.uid)}`;
      expect((await call("PUT", path, JSON.stringify(token)))[0]).toBe(201);
      const [status, envelope, headers] = await call("GET", path);
      expect([status, envelope, headers.get("content-type"), headers.get("x-request-id")]).toEqual([200, expect.objectContaining({ data: token, status_code: 1000 }), "application/json", "r1"]);
      expect((await call("PATCH", path, JSON.stringify({ valid: false, last_updated: "2026-03-01T11:00:00Z" })))[0]).toBe(200);
      expect((await call("GET", "2.2.1/sender/tariffs?limit=1"))[2].get("x-total-count")).toBe("0");
      expect((await call("DELETE", path))[0]).toBe(405);
      expect((await call("PUT", path, JSON.stringify({ ...token, custom: "x".repeat(9_000) })))[0]).toBe(413);
      expect((await call("GET", path))[0]).toBe(200);
    } finally {
      await stop();
    }
  });
});

it.each([
  ["a handler of web requests", () => Promise.reject(new Error("not reached"))], ["ours", givenPlatform({ modules: {} }).handler],
])("what cannot be a request of the web is answered 400, by %s", async (_, handler) => {
  const { origin, stop } = await listen(toNodeListener(handler));
  try {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    socket.end("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const [chunk] = (await once(socket, "data")) as [Buffer];
    expect(String(chunk)).toMatch(/^HTTP\/1\.1 400/);
  } finally {
    await stop();
  }
});
