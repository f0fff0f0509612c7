import type { CallReply, IncomingCall, Protocol } from "@cpokit/ocpp";
import { createOcppClient, createOcppServer, relay, type OcppClient, type OcppServer } from "@cpokit/ocpp-ws";

/** Sees every message before it is passed on, and may answer it instead. `from` is who sent it. */
export type Hook = (call: IncomingCall, from: "station" | "csms") => CallReply | undefined;

/** Stations connect here; each gets its own connection to the central system, under its own name and password. */
export function createLocalController(centralSystem: string, protocols: readonly Protocol[], hook: Hook): OcppServer {
  const passwords = new Map<string, { readonly password?: Uint8Array }>(); // the central system is the one who judges them
  const upstream = new Map<string, OcppClient>();
  return createOcppServer({
    protocols,
    authenticate: ({ identity, password }) => (passwords.set(identity, password === undefined ? {} : { password }), { accept: true }),
    handler: async (call) => {
      const central = upstream.get(call.link.id)!;
      await central.connected();
      return hook(call, "station") ?? relay(central, call);
    },
    onConnected: (link) => void upstream.set(link.id, createOcppClient({
      url: centralSystem, identity: link.identity, ...passwords.get(link.identity), protocols: [link.protocol],
      handler: (call) => hook(call, "csms") ?? relay(link, call),
      onDisconnected: ({ status = 0, reason }) => void (status >= 400 && status < 500 && link.close(1008, `The central system refuses: ${reason}`)),
    })),
    onDisconnected: (link) => void (upstream.get(link.id)?.close(), upstream.delete(link.id)),
  });
}
