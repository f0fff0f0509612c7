import { createOcppClient, createOcppServer, type OcppClient, type OcppServer } from "@cpokit/ocpp-ws";
import type { CallHandler, CallReply, ErrorKind, Protocol, StationLink } from "@cpokit/ocpp";

const KINDS: readonly ErrorKind[] = ["notImplemented", "notSupported", "internal", "protocol", "security", "format", "property", "occurrence", "type"];

/** A local controller: stations connect here, each gets its own connection to the central system, and `onMessage` sees and may answer everything. */
export function createLocalController(
  centralSystem: string, protocols: readonly Protocol[], onMessage: (link: StationLink, action: string, payload: unknown) => CallReply | undefined,
): OcppServer {
  const upstream = new Map<string, OcppClient>();
  return createOcppServer({
    protocols,
    handler: async ({ link, action, payload }) => {
      const central = upstream.get(link.id)!;
      await central.connected();
      return onMessage(link, action, payload) ?? (link.protocol.action(action)?.kind === "send" ? sent(central, action, payload) : relayed(central, link, action, payload));
    },
    onConnected: (link) => {
      const handler: CallHandler = ({ link: central, action, payload }) => onMessage(central, action, payload) ?? relayed(link, central, action, payload);
      upstream.set(link.id, createOcppClient({ url: centralSystem, identity: link.identity, protocols: [link.protocol], handler }));
    },
    onDisconnected: (link) => {
      void upstream.get(link.id)?.close();
      upstream.delete(link.id);
    },
  });
}

/** Passes on a CALL, and its answer back. */
async function relayed(to: Pick<StationLink, "call">, { protocol }: StationLink, action: string, payload: unknown): Promise<CallReply> {
  const outcome = await to.call(action, payload);
  if (outcome.outcome === "result") return { response: outcome.payload };
  if (outcome.outcome !== "error") return { refusal: "internal", description: `The other side is out of reach (${outcome.outcome}).` };
  return { refusal: KINDS.find((kind) => protocol.errorCode(kind) === outcome.code) ?? "generic", description: outcome.description };
}

/** Passes on a SEND of 2.1, which nobody answers. */
function sent(to: OcppClient, action: string, payload: unknown): CallReply {
  to.send(action, payload);
  return { response: {} };
}
