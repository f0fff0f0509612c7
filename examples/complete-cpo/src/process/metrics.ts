import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Tenancy } from "../tenants/tenancy.ts";

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Counts one answered request. */
  request(labels: { readonly method: string; readonly status: number; readonly seconds: number }): void;
  close(): void;
}

const CHANNELS = ["connected", "disconnected", "refused"] as const;

/** What Prometheus reads: the process, requests, connections of stations, and what waits for a person. */
export function createMetrics(tenancy: Tenancy): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({ name: "cpokit_http_request_seconds", help: "Answered HTTP requests", labelNames: ["method", "status"], buckets: [0.005, 0.025, 0.1, 0.5, 2, 10], registers: [registry] });
  const connections = new Counter({ name: "cpokit_ocpp_handshakes_total", help: "Connections of stations by what happened", labelNames: ["what"], registers: [registry] });
  const connected = new Gauge({
    name: "cpokit_stations_connected", help: "Stations that are connected now", labelNames: ["tenant"], registers: [],
    collect() {
      for (const { id, cpo } of tenancy.all()) this.set({ tenant: id }, cpo.csms.online().length);
    },
  });
  const parked = new Gauge({
    name: "cpokit_deliveries_parked", help: "Deliveries that were given up and wait for a person", labelNames: ["tenant"], registers: [],
    async collect() {
      for (const { id, cpo } of tenancy.all()) this.set({ tenant: id }, (await cpo.store.outbox.parked()).length);
    },
  });
  for (const gauge of [connected, parked]) registry.registerMetric(gauge);
  const counts = CHANNELS.map((what) => ({ name: `cpokit.ocpp-ws.${what}`, count: (): void => connections.inc({ what }) }));
  for (const { name, count } of counts) subscribe(name, count);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: ({ method, status, seconds }) => requests.observe({ method, status: `${Math.floor(status / 100)}xx` }, seconds),
    close() {
      for (const { name, count } of counts) unsubscribe(name, count);
      registry.clear();
    },
  };
}
