import { createMockEmsp, createMockNetwork } from "@cpokit/ocpi/testing";
import { cards, createRoaming, location, store } from "./guide-cpo.example.ts";

// Your platform and a partner in one process; the same code runs over the internet.
const network = createMockNetwork();
const ocpi = createRoaming(network.fetch);
network.listen("cpo.example.com", ocpi.fetch);
const emsp = await createMockEmsp({ network });
const stop = await ocpi.start();
await store.transaction((unit) => ocpi.publish(unit, "Location", location));

// The handshake: you invite, the partner registers. Both then tell each other everything.
const { token, versionsUrl } = await ocpi.invite({ id: "emsp", name: "An eMSP" });
const { version } = await emsp.connections.register({ id: "cpo", versionsUrl, token });
await emsp.push.resync("cpo");
await emsp.push.tick();
await ocpi.push.tick();
console.log(version, cards.get("TOKEN1"), (await emsp.received("Location"))[0]?.evses?.[0]?.status);

// A driver of the partner starts at your station; the session that comes of it is known as theirs.
const [card] = await emsp.published("Token");
const { id, result } = await emsp.commands.startSession("cpo", { token: card!, location_id: "HARBOUR", evse_uid: "E1" });
console.log(await result);
await ocpi.push.tick();
console.log((await emsp.received("Session"))[0]?.status, (await emsp.commands.get(id))?.session === (await emsp.received("Session"))[0]?.id);
await stop();
