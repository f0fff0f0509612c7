import { stationCertificates } from "@cpokit/csms";
import { hours, instant, minutes, seconds } from "@cpokit/kernel";
import type { TestStationKeys } from "@cpokit/pki";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { webhooks } from "../webhooks/webhooks.ts";
import { createBuiltInAuthority } from "../wiring/certificate-authority.ts";
import { ALL_DRIVERS } from "./drivers.ts";
import { REPORTED_STOLEN } from "./fake-service.ts";
import { once } from "./once.ts";
import type { DemoPartner } from "./partner.ts";
import type { Office } from "./staff.ts";
import { AT_STATION, MORNING } from "./working-day.ts";

const BY = "demo";
/** What the demonstration's manufacturer offers, and the version in it. */
export const NEW_FIRMWARE = { location: "https://firmware.example/duo-11-2.4.1.bin", version: "2.4.1" } as const;
/** The station with keys of its own, whose certificate ends soon. */
export const STATION_WITH_KEYS = "HAM-RING-1";
/** Where a driver without a contract charges. */
const PAID_AT = "LIS-ORI-1";
/** Where a driver of a partner charges, and the station that is on the line there first. */
const [ROAMED_AT, ROAMED_STATION] = ["lisboa-oriente", "LIS-ORI-3"];
const [LIFE, LEFT] = [hours(365 * 24), hours(12 * 24)];
/** A station that was just switched on boots, and tells its state. */
const BOOTS = seconds(15);
const CHARGES = seconds(45);
const LOOK = seconds(2);
const LOOKS = 60;

export interface HappeningPorts {
  readonly cpo: Cpo;
  readonly office: Office;
  readonly partner: DemoPartner;
  /** Of the station with keys. */
  readonly keys: TestStationKeys;
  readonly isOver: () => boolean;
}

export interface Happenings {
  /** What needs no station. */
  begin(): Promise<void>;
  /** What happens at a station, once it is there. */
  at(station: string): Promise<void>;
}

/** Lets happen what an operator meets, through the same doors as in life, once the station of each is on the line. */
export function happen({ cpo, office, partner, keys, isOver }: HappeningPorts): Happenings {
  const { store, csms, clock, scheduler, operations, billing, money, accounts } = cpo;
  const wait = (time: number): Promise<void> => new Promise((resolve) => void scheduler.after(time, resolve));

  /** At each station, in the order in which it happens. */
  const at: Readonly<Record<string, readonly (readonly [name: string, run: () => Promise<unknown>])[]>> = {
    "AMS-JAVA-1": [["credit", credit], ["cases", reportCases], ["work", planWork]],
    [STATION_WITH_KEYS]: [["certificate", oldCertificate]],
    "RTM-MAAS-1": [["reservation", reserve]],
    "LON-QUAY-1": [["firmware", updateFirmware]],
    [PAID_AT]: [["payment", payWithStolenCard]],
    [ROAMED_STATION]: [["roaming", () => partner.charge(ROAMED_AT)]],
  };

  return {
    async begin() {
      for (const [index, act] of MORNING.entries()) await happens(`morning ${index}`, () => office(act));
      await happens("webhook", testWebhook);
      await happens("letter", askForLetter);
      await happens("partner", partner.connect);
    },
    async at(station) {
      for (const [name, run] of at[station] ?? []) await happens(name, run);
      const acts = AT_STATION[station] ?? [];
      if (acts.length > 0) await wait(BOOTS);
      for (const [index, act] of acts.entries()) await happens(`${station} ${index}`, () => office(act));
    },
  };

  async function happens(name: string, run: () => Promise<unknown>): Promise<void> {
    if (isOver()) return;
    try {
      await once({ store, clock }, name, run);
      cpo.live.changed("attention", "");
    } catch (error) {
      if (!isOver()) cpo.logger.error({ error, name }, "Something of the demonstration did not happen");
    }
  }

  async function testWebhook(): Promise<void> {
    const { items } = await store.find(webhooks, { limit: 1 });
    for (const { id } of items) await office({ by: "mara", method: "POST", path: `/webhooks/${id}/test` });
  }

  /** A driver wants to sign in. Letters that a mail server takes are not for people who do not exist. */
  async function askForLetter(): Promise<void> {
    if (accounts.keepsMail) await accounts.signIn.offer({ email: "anna-de-vries@drivers.example", language: "en", pageUrl: `${accounts.pageUrl()}/drive/account` });
  }

  async function credit(): Promise<void> {
    const { items } = await billing.cdrs(store, { location: "amsterdam-javakade", limit: 1 });
    const session = items[0]?.body.session;
    if (session !== undefined) await store.transaction((unit) => billing.credit(unit, session, { actor: BY, reason: "The cable was stuck for an hour; the driver gets the charge for free." }));
  }

  async function reportCases(): Promise<void> {
    const { cases } = operations;
    await cases.report({ station: "AMS-JAVA-2", evse: 1, text: "The plug does not come out of the socket.", contact: "anna@example.org" });
    await cases.report({ station: "LIS-ORI-3", text: "The screen is dark, but it charges." });
    const broken = await store.transaction((unit) => cases.open(unit, { station: "HAM-RING-3", evse: 1, title: "Ground failure", source: "operator", by: BY, text: "Reported again after two restarts." }));
    await cases.assign(broken.id, BY, "Nordstrom service");
    await cases.note(broken.id, "Nordstrom service", "Spare part ordered.");
  }

  async function planWork(): Promise<void> {
    const from = instant(clock.now() + hours(30));
    await csms.availability.scheduleMaintenance({ scope: { locationId: "utrecht-neude" }, from, to: instant(from + hours(4)), text: "New meters by the grid operator", by: BY });
  }

  /** Signed almost a year ago by the authority of the CPO, for a key that the station has. */
  async function oldCertificate(): Promise<void> {
    const then = instant(clock.now() - LIFE + LEFT);
    const authority = createBuiltInAuthority({ store, clock: { now: () => then }, name: (await cpo.settings()).name });
    const answer = await authority.sign({ csr: await keys.request("chargingStation"), use: "chargingStation", station: STATION_WITH_KEYS, identity: STATION_WITH_KEYS });
    if (answer.result === "refused") throw new Error(`The authority of the demonstration refused to sign: ${answer.reason}`);
    const { facts } = answer;
    await store.transaction((unit) => unit.put(stationCertificates, facts.fingerprint, { ...facts, station: STATION_WITH_KEYS, use: "chargingStation", deliveredAt: then, state: "active" }));
  }

  async function reserve(): Promise<void> {
    await wait(BOOTS);
    const driver = ALL_DRIVERS.find(({ site }) => site === "rotterdam-maaskantoor");
    if (driver === undefined) throw new Error("Nobody charges at rotterdam-maaskantoor.");
    for (const evse of [4, 3, 2]) {
      const { outcome } = await csms.reservations.reserve({ station: "RTM-MAAS-1", evse, token: { value: driver.card.value, type: "ISO14443" }, until: instant(clock.now() + hours(3)), requestedBy: BY });
      if (outcome === "reserved") return;
    }
  }

  /** One station first, the others half an hour later: it runs for as long as somebody looks. */
  async function updateFirmware(): Promise<void> {
    const { location, version } = NEW_FIRMWARE;
    await csms.firmware.start({ key: "demo-firmware", name: "Duo 11", version, image: { location }, stations: ["LON-QUAY-1", "LON-QUAY-3", "LON-QUAY-4"], waves: [1], soak: minutes(30), requestedBy: BY });
  }

  /** A driver pays with a card that its bank takes back while the car charges. */
  async function payWithStolenCard(): Promise<void> {
    await wait(BOOTS);
    const { items } = await store.find(locations, { index: "byStation", prefix: PAID_AT, limit: 1 });
    for (const { id: evse, stationId } of items[0]?.body.evses ?? []) {
      if (stationId !== PAID_AT) continue;
      const opened = await money.adHoc.open({ evse, method: REPORTED_STOLEN });
      if (opened.outcome !== "done") continue;
      const { id } = opened.charge;
      if (!(await until(async () => (await money.adHoc.begin(id)).outcome === "done"))) return;
      await wait(CHARGES);
      await money.adHoc.stop(id);
      await money.adHoc.rate(id, { stars: 4, comment: "Worked at once. The bay was hard to find." });
      return;
    }
  }

  async function until(isDone: () => Promise<boolean>): Promise<boolean> {
    for (let looks = 0; looks < LOOKS && !isOver(); looks += 1) {
      if (await isDone()) return true;
      await wait(LOOK);
    }
    return false;
  }
}
