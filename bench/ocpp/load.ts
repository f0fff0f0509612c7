/** Stations for the bench, made of bare sockets, so that the load costs as little as possible. */
import { connect, type Socket } from "node:net";
import type { Request } from "./messages.ts";

/** One station: sends the next request when the last one is answered, and answers calls. */
export interface LoadStation {
  /** Sends so many requests, one in flight, and resolves with the last answer. */
  readonly ask: (times: number) => Promise<void>;
  readonly end: () => void;
}

const [TEXT, PING, PONG] = [1, 9, 10] as const;
const ID_DIGITS = 9;
const ACCEPTED = { status: "Accepted" };
let ids = 0;

/** Connects, and sends the request of the first place when it is given. */
export async function connectStation(port: number, identity: string, subprotocol: string, mix: readonly Request[]): Promise<LoadStation> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.write(
    `GET /${identity} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
  );
  const head = await new Promise<Buffer>((resolve) => void socket.once("data", resolve));
  if (!head.toString().startsWith("HTTP/1.1 101")) throw new Error(`The server refused: ${head.toString()}`);
  return run(socket, mix.map(({ action, payload }) => template(action, payload)));
}

interface Template {
  readonly frame: Buffer;
  /** Where the digits of the message id stand. */
  readonly idAt: number;
}

function template(action: string, payload: unknown): Template {
  const text = JSON.stringify([2, "0".repeat(ID_DIGITS), action, payload]);
  const frame = masked(text);
  return { frame, idAt: frame.length - Buffer.byteLength(text) + 4 };
}

/** A masked frame whose mask is zero. */
function masked(text: string, opcode: number = TEXT): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? [0x80 | opcode, 0x80 | payload.length] : [0x80 | opcode, 0xfe, payload.length >>> 8, payload.length & 255];
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), payload]);
}

function run(socket: Socket, templates: readonly Template[]): LoadStation {
  let left = 0;
  let place = Math.floor(Math.random() * templates.length);
  let done: () => void = () => {};
  let rest: Buffer = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let frame = takeFrame(); frame !== undefined; frame = takeFrame()) onFrame(frame);
  });
  return {
    ask: (times) => new Promise((resolve) => {
      left = times;
      done = resolve;
      next();
    }),
    end: () => void socket.destroy(),
  };

  function next(): void {
    const { frame, idAt } = templates[(place += 1) % templates.length]!;
    frame.write(String((ids += 1)).padStart(ID_DIGITS, "0"), idAt, "latin1");
    socket.write(Buffer.from(frame));
  }

  function takeFrame(): Buffer | undefined {
    const short = rest.length < 2 ? 0 : rest[1]! & 127;
    const start = short === 126 ? 4 : 2;
    if (rest.length < start) return undefined;
    const end = start + (short === 126 ? rest.readUInt16BE(2) : short);
    if (rest.length < end) return undefined;
    const opcode = rest[0]! & 15;
    const payload = rest.subarray(start, end);
    rest = rest.subarray(end);
    if (opcode === PING) socket.write(masked(payload.toString("latin1"), PONG));
    return opcode === TEXT ? payload : Buffer.alloc(0);
  }

  function onFrame(payload: Buffer): void {
    if (payload.length === 0) return;
    const type = payload[1];
    if (type === 0x33) {
      left -= 1;
      if (left > 0) next();
      else done();
    } else if (type === 0x32) {
      const [, id] = JSON.parse(payload.toString()) as [number, string];
      socket.write(masked(JSON.stringify([3, id, ACCEPTED])));
    } else {
      throw new Error(`The server answered ${payload.toString()}`);
    }
  }
}
