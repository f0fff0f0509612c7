import { connectMocks, createMockCpo, createMockEmsp, createMockNetwork } from "@cpokit/ocpi/testing";

// Two platforms in this process; over the internet it is the same without the mocks.
const network = createMockNetwork();
const cpo = await createMockCpo({ network });
const emsp = await createMockEmsp({ network });
await connectMocks(emsp, cpo, { guest: "emsp", inviter: "cpo" }, "2.2.1");

// Pull: each page commits with the place where the next one begins.
console.log(await emsp.pull("cpo", "Location"));

// Push: publish the whole object in the unit of work that it changed in; what goes over the wire is computed for each partner.
const [location] = await cpo.published("Location");
await cpo.publish("Location", { ...location!, name: "Central station" });
await cpo.publish("Location", { ...location!, name: "Central station", evses: location!.evses!.map((evse) => ({ ...evse, status: "BLOCKED" })) });
console.log(network.requests.filter((request) => /locations.*LOC1/.test(request)));

// Ask and command, in the shape of 2.3.0 whatever the partner speaks.
const answer = await (await cpo.client("emsp")).tokens.authorize("TOKEN1", { location: { location_id: "LOC1" } });
console.log(answer.outcome === "ok" && answer.value.known && answer.value.allowed);
const [token] = await emsp.published("Token");
const { response, result } = await emsp.commands.startSession("cpo", { token: token!, location_id: "LOC1", evse_uid: "EVSE1" }, { key: "order-1" });
console.log(response?.result, await result);
