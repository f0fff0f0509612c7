import { createMemoryBlobs } from "@cpokit/csms";
import { createUlids, formatInstant, silentLogger, type Instant } from "@cpokit/kernel";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import type { Reading, SessionFact } from "@cpokit/model";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { createAccess } from "../src/access/access.ts";
import type { Principal } from "../src/access/principal.ts";
import { createCpo, type Cpo } from "../src/cpo.ts";
import { createWebhooks } from "../src/webhooks/webhooks.ts";
import { createApp, type AppOptions } from "../src/http/app.ts";
import type { PaymentService } from "../src/wiring/money.ts";
import type { RoamingSettings } from "../src/roaming/settings.ts";

export const KEY = "cpo_test-key";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface TestCpo {
  readonly cpo: Cpo;
  /** One request with the operator key, unless the headers say otherwise. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** One request to the API, below /api/v1; text as body is sent as it is. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** What webhooks were sent. */
  readonly posted: readonly PostedWebhook[];
  /** With what their receivers answer. */
  answerWebhooks(status: number): void;
  close(): Promise<void>;
}

export interface PostedWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A CPO in memory without sockets: what the API does is asked of its fetch. */
export async function createTestCpo(accounts: ReadonlyMap<string, Principal> = new Map(), options: { readonly roaming?: RoamingSettings; readonly service?: PaymentService; readonly host?: string; readonly app?: Pick<AppOptions, "limits" | "corsOrigins"> } = {}): Promise<TestCpo> {
  const ids = createUlids({ clock: systemClock, random: systemRandom });
  const ports = { clock: systemClock, scheduler: systemScheduler, random: systemRandom, ids, logger: silentLogger };
  const store = createStore(createMemoryDriver(), ports);
  let uploads = 0;
  const cpo = createCpo({ ...ports, store, uploads: { address: { baseUrl: "https://cpo.test/uploads", newToken: () => `secret-${(uploads += 1)}` }, blobs: createMemoryBlobs() }, ...(options.roaming === undefined ? {} : { roaming: options.roaming }), ...(options.service === undefined ? {} : { service: options.service }) });
  await cpo.start();
  await cpo.roaming.open(`https://${options.host ?? "cpo.example.org"}/ocpi`);
  const access = createAccess({ store, clock: systemClock, ids, operatorKey: { isRight: (key) => Promise.resolve(key === KEY), hash: () => "hash" } });
  const posted: PostedWebhook[] = [];
  let webhookStatus = 200;
  const webhooks = createWebhooks({
    store, clock: systemClock, ids,
    post: (url, { headers, body }) => {
      posted.push({ url, headers, body });
      return Promise.resolve({ ok: webhookStatus < 300, status: webhookStatus });
    },
  });
  const app = createApp({
    ...options.app, webhooks,
    cpo,
    access: { ...access, ofKey: async (key) => accounts.get(key) ?? access.ofKey(key) },
    about: () => ({ demo: false, ocppPort: 9000, ocppPath: "", ocppSecure: false, subprotocols: ["ocpp1.6"], startedAt: formatInstant(systemClock.now()) }),
  });

  async function fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return app.request(path, { ...init, headers: { authorization: `Bearer ${KEY}`, ...Object.fromEntries(new Headers(init.headers)) } });
  }

  return {
    cpo, posted,
    answerWebhooks: (status) => void (webhookStatus = status),
    fetch,
    async send(method, path, body) {
      const response = await fetch(`/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    async close() {
      cpo.live.close();
      await cpo.roaming.close();
      await store.close();
    },
  };
}

export const site = {
  id: "SITE", name: "Harbour", address: "Kade 1", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.3700", longitude: "4.8900" }, timeZone: "Europe/Amsterdam", evses: [],
};

export const plug = { number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 };

export const flatTariff = { currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, vat: 20, step_size: 1 }] }] };

/** A site with the station CS-1, a token, and optionally a tariff for everything. */
export async function furnish({ send }: TestCpo, { tariff = true } = {}): Promise<void> {
  await send("POST", "/locations", site);
  await send("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
  await send("POST", "/tokens", { value: "04A2B3C4", holder: "Anna" });
  if (!tariff) return;
  await send("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "2020-01-01T00:00:00Z" });
  await send("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
}

/** A session of CS-1 that drew 4 kWh in half an hour, as a 1.6 station tells it, billed where it can be; its id. */
export async function chargeOnce({ cpo }: TestCpo, token = "04A2B3C4", end = systemClock.now()): Promise<string> {
  const start = (end - 1_800_000) as Instant;
  const register = (at: Instant, value: string, context: string): Reading => ({ at, value, context, measurand: "Energy.Active.Import.Register", unit: "Wh" });
  const base = { station: "CS-1", receivedAt: end };
  const started: SessionFact = {
    ...base, fact: "started", numbering: "allocate", key: `start ${start}`, evse: 1, stationTime: start, token: { value: token }, authorization: { result: "accepted" },
    readings: [register(start, "1000", "Transaction.Begin")],
  };
  const answer = await cpo.store.transaction((unit) => cpo.sessions.record(unit, started));
  const ended: SessionFact = { ...base, fact: "ended", key: `stop ${end}`, stationTime: end, transaction: answer.transaction ?? "", readings: [register(end, "5000", "Transaction.End")] };
  await cpo.store.transaction((unit) => cpo.sessions.record(unit, ended));
  await cpo.store.outbox.idle();
  return answer.session ?? "";
}
