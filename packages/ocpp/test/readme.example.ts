import { createPeer, createStationRepairs } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { instant } from "@cpokit/kernel";

// A version is a value, and its actions are typed.
const { request } = v16.action("StatusNotification");
const received: unknown = { connectorId: 1, status: "charging", errorCode: "NoError", bay: 7 };
export const status = request.accepts(received) ? received.status : request.violations(received);

// A peer is one end of a connection without a socket: it validates both directions and answers every fault as its version demands.
const clock = { now: () => instant(Date.UTC(2026, 10, 21, 9, 30)) };
export const written: string[] = [];
export const repaired: string[] = [];
const peer = createPeer(
  {
    protocol: v16,
    role: "csms",
    clock,
    newMessageId: () => "1",
    handler: ({ action }) => (action === "StatusNotification" ? { response: {} } : { refusal: "notSupported", description: "Not here." }),
    // Tolerant mode: this fleet writes states in lower case and adds a field.
    repair: createStationRepairs({
      clock,
      repairsFor: () => ["enumCase", "extraField"],
      onRepaired: (_link, _action, used) => void repaired.push(...used.map(({ name, path, was }) => `${name} ${path}, was ${JSON.stringify(was)}`)),
    }),
  },
  {
    link: { id: "link-1", identity: "CS-1", protocol: v16, call: (action, payload, options) => peer.call(action, payload, options), close: () => peer.close() },
    write: (text) => void written.push(text),
  },
);
peer.receive(JSON.stringify([2, "17", "StatusNotification", received]));
peer.receive(JSON.stringify([2, "18", "Authorize", { idTag: "04A2B3C4D5E6F708090A0B" }]));
