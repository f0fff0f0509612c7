import { formatInstant, hours, minutes, parseInstant, watts, wh } from "@cpokit/kernel";
import { createMemoryNetwork, createRandom, createStation, createVehicle, createVirtualTime } from "@cpokit/simulator";

const { clock, scheduler, advance } = createVirtualTime(parseInstant("2026-06-01T08:00:00Z")!);
export const heard: string[] = [];
const network = createMemoryNetwork({
  clock, scheduler,
  handler({ action }) { // your central system; here one that says yes
    heard.push(action);
    if (action === "BootNotification") return { response: { status: "Accepted", currentTime: formatInstant(clock.now()), interval: 3_600 } };
    const accepted = { idTagInfo: { status: "Accepted" } };
    return { response: action === "StartTransaction" ? { ...accepted, transactionId: 1 } : action === "Authorize" ? accepted : {} };
  },
});

const station = createStation({
  identity: "CS-1", version: "1.6", open: network.open, clock, scheduler, random: createRandom(1), settings: { meterInterval: minutes(30) },
});
station.start();
const story = station.runStory([
  { step: "wait", duration: minutes(1) },
  { step: "plugIn", evse: 1, vehicle: createVehicle({ batteryCapacity: wh(58_000), stateOfCharge: 20, acPower: watts(11_040) }) },
  { step: "swipe", evse: 1, token: { value: "04A2B3C4" } },
  { step: "wait", duration: hours(1) },
  { step: "unplug", evse: 1 },
]);
await advance(hours(1.5)); // takes a millisecond or two
await story;
export const energy = station.view(1).register; // 11040 Wh, exactly
