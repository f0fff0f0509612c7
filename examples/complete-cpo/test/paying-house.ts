import { createFakeProvider, type FakeProvider } from "@cpokit/billing/fake";
import { silentLogger } from "@cpokit/kernel";
import { systemClock, systemRandom } from "@cpokit/kernel/system";
import { createMemoryDriver } from "@cpokit/storage";
import { startCpo, type RunningCpo } from "../src/start.ts";
import { connectIndependent, type IndependentStation } from "./e2e/independent-station.ts";
import { flatTariff, plug, site } from "./support.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly type: string | null;
  /** The name and value of the cookie that was set. */
  readonly cookie: string | undefined;
  /** Parsed where it is JSON; text otherwise. */
  readonly body: Record<string, unknown>;
}

/** A running CPO with sockets, the station CS-1, one tariff and a payment service in memory. */
export interface PayingHouse {
  readonly cpo: RunningCpo;
  readonly provider: FakeProvider;
  /** With what the station was last asked to start. */
  readonly asked: () => { readonly idTag: string } | undefined;
  /** One request; `path` begins with `/`. */
  send(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: unknown): Promise<HttpAnswer>;
  /** One request to the API with the operator key. */
  operator(method: string, path: string, body?: unknown): Promise<HttpAnswer>;
  /** Connects the station with a car plugged in; it answers a start as is said here. */
  connect(answer?: "Accepted" | "Rejected"): Promise<IndependentStation>;
  close(): Promise<void>;
}

export async function openPayingHouse(): Promise<PayingHouse> {
  const provider = createFakeProvider({ clock: systemClock, random: systemRandom });
  const cpo = await startCpo({ driver: createMemoryDriver(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: false, logger: silentLogger, service: { provider, notifications: () => provider.takeWebhooks() } });
  let station: IndependentStation | undefined;
  let asked: { readonly idTag: string } | undefined;

  async function send(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown): Promise<HttpAnswer> {
    const response = await fetch(`${cpo.url}${path}`, { method, redirect: "manual", headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const type = response.headers.get("content-type");
    const isJson = type?.includes("json") === true;
    return { status: response.status, type, cookie: response.headers.getSetCookie()[0]?.split(";", 1)[0], body: (isJson ? await response.json() : await response.text()) as Record<string, unknown> };
  }

  const operator: PayingHouse["operator"] = (method, path, body) => send(method, `/api/v1${path}`, { authorization: `Bearer ${cpo.operatorKey}` }, body);
  await operator("POST", "/locations", site);
  await operator("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
  await operator("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "2020-01-01T00:00:00Z" });
  await operator("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });

  return {
    cpo, provider, send, operator,
    asked: () => asked,
    async connect(answer = "Accepted") {
      station = await connectIndependent(cpo.ocppUrl, "CS-1", "ocpp1.6");
      station.handle("RemoteStartTransaction", ({ params }) => {
        asked = params as unknown as { readonly idTag: string };
        return { status: answer };
      });
      station.handle("RemoteStopTransaction", () => ({ status: "Accepted" }));
      await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
      await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Preparing" });
      return station;
    },
    async close() {
      await station?.close({ force: true });
      await cpo.close();
    },
  };
}
