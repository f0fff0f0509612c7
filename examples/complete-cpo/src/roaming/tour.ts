import { seconds, silentLogger, watts, wh } from "@cpokit/kernel";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import type { OcpiVersion } from "@cpokit/ocpi";
import { createSocketLine, createStation, createVehicle } from "@cpokit/simulator";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startCpo, type RunningCpo } from "../start.ts";

export interface TourOptions {
  readonly version: OcpiVersion;
  /** Hears each step in plain words. */
  readonly say: (sentence: string) => void;
  /** Called at the end, while both still run. */
  readonly stay?: (platforms: { readonly cpo: RunningCpo; readonly emsp: RunningCpo }) => Promise<void>;
}

/** What both sides have on record in the end. */
export interface TourOutcome {
  readonly version: string;
  readonly kwh: number;
  /** Without taxes, in the words of the CPO's ledger and of the eMSP's copy. */
  readonly billed: string;
  readonly received: string;
}

/** How long one step may take, in ms. */
const PATIENCE = 30_000;
const LOCAL = "127.0.0.1";

const evse = { number: 1, connectors: [{ number: 1, standard: "IEC_62196_T2_COMBO", format: "CABLE", powerType: "DC", maxVoltage: 920, maxAmperage: 200, maxPower: 150_000 }] };
const tariff = {
  currency: "EUR", tax_included: "NO",
  elements: [{ price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }, { type: "ENERGY", price: 0.39, vat: 21, step_size: 1 }] }],
};
const site = { id: "HARBOUR", name: "Harbour", address: "Kade 1", city: "Delft", postalCode: "2611 AA", country: "NLD", coordinates: { latitude: "52.0116", longitude: "4.3571" }, timeZone: "Europe/Amsterdam", evses: [] };

/**
 * Two complete CPOs on this machine: one with a simulated station, one as the eMSP of a driver. They register with each other by OCPI, and
 * the driver charges: everything goes over HTTP and WebSockets as it does between companies.
 *
 * @throws when a step does not come about in time, or when the two have different sums
 */
export async function roamingTour({ version, say, stay }: TourOptions): Promise<TourOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "roaming-"));
  const cleanUp: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const run = async (name: string, party: { readonly countryCode: string; readonly partyId: string }, role: "CPO" | "EMSP"): Promise<RunningCpo> => {
    const running = await startCpo({
      dataFolder: join(folder, role), port: 0, ocppPort: 0, host: LOCAL, demo: false, logger: silentLogger, roaming: { party, name, roles: [role], versions: [version] },
    });
    cleanUp.push(() => running.close());
    return running;
  };
  try {
    const cpo = await run("Delft Charging", { countryCode: "NL", partyId: "DCH" }, "CPO");
    const emsp = await run("Berlin Mobility", { countryCode: "DE", partyId: "BMO" }, "EMSP");
    say(`Two platforms run: the CPO Delft Charging (NL-DCH) at ${cpo.url}, and the eMSP Berlin Mobility (DE-BMO) at ${emsp.url}.`);
    const [atCpo, atEmsp] = [apiOf(cpo), apiOf(emsp)];

    await atCpo("POST", "/locations", site);
    await atCpo("POST", "/stations", { identity: "DCH-1", locationId: site.id, evses: [evse], password: false });
    await atCpo("POST", "/tariffs", { tariffId: "DAY", name: "Day", ocpiVersion: "2.2.1", tariff, validFrom: "2020-01-01T00:00:00Z" });
    await atCpo("POST", "/tariff-assignments", { tariffId: "DAY", target: { kind: "tenant" } });
    const token = Id.parse(await atEmsp("POST", "/tokens", { value: "04DE0A11B2C3", holder: "Driver of Berlin Mobility", visualNumber: "DE-BMO-1" }));
    const station = createStation({
      identity: "DCH-1", version: "2.0.1", open: createSocketLine({ url: cpo.ocppUrl }), clock: systemClock, scheduler: systemScheduler, random: systemRandom, bootTime: seconds(0), meterStart: wh(1_000_000),
      evses: [{ number: 1, connectors: 1, maxPower: watts(150_000), powerType: "DC" }], settings: { meterInterval: seconds(1) },
    });
    station.start();
    cleanUp.push(() => station.stop());
    await until("the station is online", () => Promise.resolve(station.isOnline || undefined));
    say("The CPO has a location with a simulated station of 150 kW and a tariff; the eMSP has a driver with a card.");

    const { registrationToken, versionsUrl } = Invitation.parse(await atCpo("POST", "/partners/invitations", { name: "Berlin Mobility", allowHosts: [LOCAL] }));
    say(`The CPO invites the eMSP: versions URL ${versionsUrl}, and a registration token (token A).`);
    const partner = Partner.parse(await atEmsp("POST", "/partners", { name: "Delft Charging", versionsUrl, token: registrationToken, allowHosts: [LOCAL] }));
    if (partner.version !== version) throw new Error(`The platforms agreed on OCPI ${partner.version}, not ${version}.`);
    say(`The eMSP registers: both exchanged credentials and speak OCPI ${partner.version}.`);

    const received = (module: string): Promise<z.output<typeof Received>["items"]> => atEmsp("GET", `/partners/${partner.id}/objects/${module}`).then((answer) => Received.parse(answer).items);
    const place = await until("the location arrives with a free EVSE", async () => {
      const found = Site.safeParse((await received("locations"))[0]?.object);
      return found.success && found.data.evses[0]?.status === "AVAILABLE" ? found.data : undefined;
    });
    await until("the tariff arrives", async () => (await received("tariffs"))[0]);
    await until("the token arrives", async () => Tokens.parse(await atCpo("GET", "/tokens")).items[0]);
    say(`The eMSP received the location ${place.id} with EVSE ${place.evses[0]?.uid} (AVAILABLE) and its tariff; the CPO received the card.`);

    station.plugIn(1, createVehicle({ batteryCapacity: wh(80_000), stateOfCharge: 20, acPower: watts(11_000), dcPower: watts(150_000) }));
    const start = Command.parse(await atEmsp("POST", `/partners/${partner.id}/commands`, { command: "start", tokenId: token.id, locationId: place.id, evseUid: place.evses[0]?.uid }));
    if (start.response !== "ACCEPTED") throw new Error(`The CPO did not take START_SESSION: ${start.response ?? start.trouble}.`);
    const command = (id: string) => async () => Commands.parse(await atEmsp("GET", `/partners/${partner.id}/commands`)).items.find((each) => each.id === id);
    const started = await until("the command leads to a session", async () => {
      const found = await command(start.id)();
      return found?.results[0] !== undefined && found.sessionId !== undefined ? found : undefined;
    });
    if (started.results[0]?.result !== "ACCEPTED") throw new Error(`The station did not start: ${started.results[0]?.result}.`);
    say(`START_SESSION was accepted, the station started, and the command is linked with session ${started.sessionId}.`);

    const session = async () => Session.parse((await received("sessions")).find(({ id }) => id === started.sessionId)?.object ?? {});
    const charging = await until("the session shows energy", async () => {
      const now = await session();
      return now.kwh !== undefined && now.kwh > 0.05 ? now : undefined;
    });
    say(`The eMSP follows the session: ${charging.status}, ${charging.kwh} kWh, ${charging.total_cost?.before_taxes} EUR so far; the EVSE is ${Site.parse((await received("locations"))[0]?.object).evses[0]?.status}.`);

    const stop = Command.parse(await atEmsp("POST", `/partners/${partner.id}/commands`, { command: "stop", sessionId: started.sessionId }));
    await until("the station stops", async () => ((await command(stop.id)())?.results[0]?.result === "ACCEPTED" ? true : undefined));
    const done = await until("the session is complete", async () => {
      const now = await session();
      return now.status === "COMPLETED" ? now : undefined;
    });
    const cdr = Cdr.parse(await until("the CDR arrives", async () => (await received("cdrs"))[0]?.object));
    const own = Ledger.parse(await atCpo("GET", "/cdrs")).items[0];
    say(`STOP_SESSION ended it: ${done.kwh} kWh, and CDR ${cdr.id} arrived.`);

    const outcome: TourOutcome = { version, kwh: cdr.total_energy, billed: own?.total.amount ?? "nothing", received: String(cdr.total_cost.before_taxes) };
    const sums = [outcome.received, done.total_cost?.before_taxes].map(Number);
    if (sums.some((sum) => sum !== Number(outcome.billed)) || done.kwh !== cdr.total_energy) throw new Error(`The sums differ: the ledger of the CPO has ${outcome.billed}, the eMSP ${sums.join(" and ")}.`);
    say(`Both have the same sum: ${outcome.billed} EUR without VAT in the ledger of the CPO, in the session and in the CDR at the eMSP.`);
    await stay?.({ cpo, emsp });
    return outcome;
  } finally {
    for (const step of cleanUp.reverse()) await step();
  }
}

type Api = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** The API of a platform, as its console uses it. */
function apiOf({ url, operatorKey }: RunningCpo): Api {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${operatorKey}`, ...(body === undefined ? {} : { "content-type": "application/json" }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}

async function until<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const end = systemClock.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (systemClock.now() > end) throw new Error(`After ${PATIENCE / 1_000} s, still waiting until ${what}.`);
    await new Promise((resolve) => systemScheduler.after(100, () => resolve(undefined), { keepAlive: true }));
  }
}

const Id = z.object({ id: z.string() });
const Invitation = z.object({ registrationToken: z.string(), versionsUrl: z.string() });
const Partner = Id.extend({ version: z.string() });
const Received = z.object({ items: z.array(z.object({ id: z.string(), object: z.record(z.string(), z.unknown()) })) });
const Tokens = z.object({ items: z.array(Id) });
const Site = Id.extend({ evses: z.array(z.object({ uid: z.string(), status: z.string() })) });
const Command = Id.extend({ response: z.string().optional(), trouble: z.string().optional(), sessionId: z.string().optional(), results: z.array(z.object({ result: z.string() })) });
const Commands = z.object({ items: z.array(Command) });
const Price = z.object({ before_taxes: z.number() });
const Session = z.object({ status: z.string().optional(), kwh: z.number().optional(), total_cost: Price.optional() });
const Cdr = Id.extend({ total_energy: z.number(), total_cost: Price });
const Ledger = z.object({ items: z.array(z.object({ total: z.object({ amount: z.string() }) })) });
