import type { Socket } from "node:net";

/** The TCP connections whose handshake is not decided yet, by address. */
export interface WaitingRoom {
  /** Counts a new connection until its handshake is decided or it closes; cuts it when there are too many. */
  greet(socket: Socket): void;
  /** Whether the connection that sends its handshake now may have it judged; one that was greeted may. */
  admits(socket: Socket): boolean;
  /** Its handshake is decided. */
  leave(socket: Socket): void;
}

export function createWaitingRoom(most: number, mostPerAddress: number): WaitingRoom {
  /** By address and port, since the socket of a TLS connection is another object than that of its TCP connection. */
  const waiting = new Set<string>();
  const byAddress = new Map<string, number>();

  return {
    greet(socket) {
      if (!enter(socket)) socket.destroy();
    },
    admits: (socket) => waiting.has(keyOf(socket)) || enter(socket),
    leave: (socket) => leave(keyOf(socket), addressOf(socket)),
  };

  function enter(socket: Socket): boolean {
    const [key, address] = [keyOf(socket), addressOf(socket)];
    const count = byAddress.get(address) ?? 0;
    if (waiting.size >= most || count >= mostPerAddress) return false;
    waiting.add(key);
    byAddress.set(address, count + 1);
    // A closed socket does not know its address any more.
    socket.once("close", () => leave(key, address));
    return true;
  }

  function leave(key: string, address: string): void {
    if (!waiting.delete(key)) return;
    const count = (byAddress.get(address) ?? 1) - 1;
    if (count === 0) byAddress.delete(address);
    else byAddress.set(address, count);
  }
}

function addressOf({ remoteAddress = "" }: Socket): string {
  return remoteAddress;
}

function keyOf({ remoteAddress = "", remotePort = 0 }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}
