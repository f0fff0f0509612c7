import { connect, type Socket } from "node:net";
import { randomBytes } from "node:crypto";
import { instant, type Clock, type Scheduler } from "@cpokit/kernel";
import type { CallHandler } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer, type OcppServer, type OcppServerOptions } from "../src/index.ts";
import { onTestFinished } from "vitest";
import { WebSocket, type ClientOptions } from "ws";

export const TIME = "2026-11-21T10:00:00Z";
export const PROTOCOLS = [v21, v201, v16];

/** Answers Heartbeat and BootNotification, and refuses the rest. */
export const basicHandler: CallHandler = ({ action }) => {
  if (action === "Heartbeat") return { response: { currentTime: TIME } };
  if (action === "BootNotification") return { response: { currentTime: TIME, interval: 300, status: "Accepted" } };
  return { refusal: "notSupported", description: "Not here." };
};

/** Runs after the test, last first. */
export function afterTest(cleanup: () => unknown): void {
  onTestFinished(async () => void (await cleanup()));
}

/** A server on a free port of this machine, closed after the test; in test time when `time` is given. */
export async function startServer(
  { time, ...options }: Partial<OcppServerOptions> & { readonly time?: TestTime } = {},
): Promise<{ readonly server: OcppServer; readonly port: number }> {
  const ports = time === undefined ? {} : { clock: time.clock, scheduler: time };
  const server = createOcppServer({ protocols: PROTOCOLS, handler: basicHandler, ...ports, ...options });
  afterTest(async () => {
    const passing = setInterval(() => time?.pass(100), 1);
    await server.close({ within: 200 });
    clearInterval(passing);
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  return { server, port };
}

/** A plain WebSocket that speaks JSON. */
export interface RawStation {
  readonly socket: WebSocket;
  readonly send: (message: unknown) => void;
  /** The next message; waits for it. */
  readonly next: () => Promise<unknown>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Connects and waits for the handshake. */
export async function connectStation(port: number, path = "CS-1", subprotocol = "ocpp1.6", options: ClientOptions = {}): Promise<RawStation> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${path}`, subprotocol, options);
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  socket.on("message", (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString());
    const taker = waiting.shift();
    if (taker === undefined) messages.push(message);
    else taker(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => void socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })));
  afterTest(() => socket.terminate());
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.on("error", reject);
  });
  return {
    socket, closed,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next: () => (messages.length > 0 ? Promise.resolve(messages.shift()) : new Promise((resolve) => void waiting.push(resolve))),
  };
}

/** Status, headers and text of a refused handshake. */
export async function refusedHandshake(
  port: number, path: string, subprotocol: string | undefined = "ocpp1.6", headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly text: string; readonly head: string }> {
  const lines = Object.entries({ ...(subprotocol === "" ? {} : { "Sec-WebSocket-Protocol": subprotocol }), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = await openSocket(port);
  socket.write(upgradeHead(path, lines.join("")));
  const answer = await readUntilEnd(socket);
  const [head = "", text = ""] = answer.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), text: text.trim(), head };
}

/** A TCP connection to the server. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  afterTest(() => void socket.destroy());
  socket.on("error", () => {});
  await new Promise((resolve) => void socket.once("connect", resolve));
  return socket;
}

/** A TCP connection after a handshake, for frames that no library would send. */
export async function openRawWebSocket(port: number, path = "/CS-1", subprotocol = "ocpp1.6"): Promise<Socket> {
  const socket = await openSocket(port);
  socket.write(upgradeHead(path, `Sec-WebSocket-Protocol: ${subprotocol}\r\n`));
  await new Promise((resolve) => void socket.once("data", resolve));
  return socket;
}

function upgradeHead(path: string, more: string): string {
  const key = randomBytes(16).toString("base64");
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${more}\r\n`;
}

/** One WebSocket frame of a client, short or long, masked or not. */
export function frame(opcode: number, payload: Buffer, { masked = true, final = true, reserved = 0 } = {}): Buffer {
  const head = [(final ? 0x80 : 0) | reserved | opcode];
  const maskBit = masked ? 0x80 : 0;
  if (payload.length < 126) head.push(maskBit | payload.length);
  else head.push(maskBit | 127, 0, 0, 0, 0, payload.length >>> 24, (payload.length >>> 16) & 255, (payload.length >>> 8) & 255, payload.length & 255);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(masked ? 4 : 0), payload]);
}

/** What arrives until the other side ends the connection. */
export function readUntilEnd(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => void chunks.push(chunk));
    socket.once("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

/** The close code in the last frame of a text. */
export function closeCodeIn(received: string): number | undefined {
  const bytes = Buffer.from(received, "latin1");
  const at = bytes.lastIndexOf(0x88);
  return at === -1 || bytes.length < at + 4 ? undefined : bytes.readUInt16BE(at + 2);
}

/** Time that moves only when told to. */
export interface TestTime extends Scheduler {
  readonly clock: Clock;
  /** Runs all that is planned within so many ms, in order. */
  readonly pass: (milliseconds: number) => void;
}

export function createTestTime(): TestTime {
  let now = instant(1_800_000_000_000);
  const plans = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    clock: { now: () => now },
    afterTurn: (run) => void setImmediate(run),
    after(milliseconds, run) {
      const plan = { at: now + milliseconds, run };
      plans.add(plan);
      return () => void plans.delete(plan);
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = [...plans].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
        if (due === undefined) break;
        plans.delete(due);
        now = instant(due.at);
        due.run();
      }
      now = instant(end);
    },
  };
}

/** Waits until it is true; sockets take their time. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isTrue() && Date.now() < end; ) await new Promise((resolve) => void setTimeout(resolve, 2));
  if (!isTrue()) throw new Error("It did not come true within a minute.");
}
