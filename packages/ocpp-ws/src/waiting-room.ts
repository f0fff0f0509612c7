import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** The TCP connections whose handshake is not decided yet, by address. */
export interface WaitingRoom {
  /** Counts a new connection until its handshake is decided or it closes; cuts it when there are too many. */
  greet(socket: Socket, isSecure: boolean): void;
  /** Whether the connection that sends its handshake now may have it judged; one that was greeted may. */
  admits(socket: Socket): boolean;
  /** Its handshake is decided. */
  leave(socket: Socket): void;
}

/** A plain connection is its socket; one of TLS has two, so that it goes by address and port. */
type Key = Socket | string;

export function createWaitingRoom(most: number, mostPerAddress: number): WaitingRoom {
  const countsAddresses = mostPerAddress !== Number.POSITIVE_INFINITY;
  /** With the address, which a closed socket does not know any more; `""` when nobody asks for it, since it costs a system call. */
  const waiting = new Map<Key, string>();
  const byAddress = new Map<string, number>();

  return {
    greet(socket, isSecure) {
      if (!enter(socket, isSecure ? nameOf(socket) : socket)) socket.destroy();
    },
    admits(socket) {
      const key = keyOf(socket);
      return waiting.has(key) || enter(socket, key);
    },
    leave: (socket) => leave(keyOf(socket)),
  };

  function enter(socket: Socket, key: Key): boolean {
    const address = countsAddresses ? addressOf(socket) : "";
    const count = byAddress.get(address) ?? 0;
    if (waiting.size >= most || count >= mostPerAddress) return false;
    waiting.set(key, address);
    if (countsAddresses) byAddress.set(address, count + 1);
    socket.on("close", () => leave(key));
    return true;
  }

  function leave(key: Key): void {
    const address = waiting.get(key);
    if (address === undefined) return;
    waiting.delete(key);
    const count = (byAddress.get(address) ?? 1) - 1;
    if (count === 0) byAddress.delete(address);
    else byAddress.set(address, count);
  }
}

function keyOf(socket: Socket): Key {
  return socket instanceof TLSSocket ? nameOf(socket) : socket;
}

function nameOf(socket: Socket): string {
  return `${addressOf(socket)}|${socket.remotePort ?? 0}`;
}

function addressOf({ remoteAddress = "" }: Socket): string {
  return remoteAddress;
}
