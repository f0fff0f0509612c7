import { CpoError, type Clock, type Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { CpoSettings } from "./settings.ts";
import type { Tenant } from "./tenant.ts";

/** The id of the CPO that an installation begins with. Only its administrators make others. */
export const MAIN = "main";

/** One of several CPOs in this process; kept outside of all of them. */
export interface TenantRecord {
  readonly id: string;
  /** Host names under which it is reached, besides the path `/t/<id>/`. */
  readonly hosts: readonly string[];
  /** Nobody gets in, neither people nor stations; what ended before is still billed and delivered. */
  readonly disabled?: boolean;
  readonly createdAt: Instant;
}

export const tenantRecords = collection<TenantRecord>("tenants", { indexes: { byHost: { keys: (tenant) => tenant.hosts, unique: true } } });

/** The CPOs of this process: each has its own stations, sessions, accounts and money, and nothing of another (I22). */
export interface Tenancy {
  /** Opens what was made in earlier runs. */
  start(main: Tenant): Promise<void>;
  all(): readonly Tenant[];
  /** @throws `storage.duplicate` when the id or a host is taken. */
  create(draft: { readonly id: string; readonly hosts: readonly string[]; readonly settings: CpoSettings }): Promise<{ readonly tenant: TenantRecord; readonly operatorKey: string }>;
  /** Changes hosts, stops one or lets it run again; `undefined` when there is none. */
  change(id: string, change: { readonly hosts?: readonly string[]; readonly disabled?: boolean }): Promise<TenantRecord | undefined>;
  /** Answers a request in the tenant of its host name or path. */
  fetch(request: Request, env: object): Response | Promise<Response>;
  /** The tenant whose stations connect below `/ocpp/<tenant>/`; `undefined` for the main one. */
  ocppOf(request: IncomingMessage): Server | undefined;
  close(): Promise<void>;
}

export interface TenancyOptions {
  /** The store without a scope. */
  readonly store: Store;
  readonly clock: Clock;
  readonly open: (id: string, settings: CpoSettings | undefined) => Promise<Tenant>;
}

interface Opened {
  readonly tenant: Tenant;
  readonly record: TenantRecord;
  /** Never listens: it is where upgrade requests are handed over. */
  readonly ocpp: Server;
}

export function createTenancy({ store, clock, open }: TenancyOptions): Tenancy {
  const opened = new Map<string, Opened>();
  let main: Tenant | undefined;
  const nowhere = createServer().on("upgrade", (_request, socket) => void socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n"));

  async function enter(record: TenantRecord, settings?: CpoSettings): Promise<Tenant> {
    const { id } = record;
    const tenant = await open(id, settings);
    const ocpp = createServer();
    tenant.cpo.ocpp.attach(ocpp, { path: `/ocpp/${id}` });
    opened.set(id, { tenant, record, ocpp });
    return tenant;
  }

  const running = (id: string): Opened | undefined => {
    const one = opened.get(id);
    return one?.record.disabled === true ? undefined : one;
  };

  return {
    async start(first) {
      main = first;
      for await (const { body } of store.each(tenantRecords)) await enter(body);
    },
    all: () => [...(main === undefined ? [] : [main]), ...Array.from(opened.values(), ({ tenant }) => tenant)],
    async create({ id, hosts, settings }) {
      const record: TenantRecord = { id, hosts, createdAt: clock.now() };
      await store.transaction(async (unit) => {
        if ((await unit.get(tenantRecords, id)) !== undefined || id === MAIN) throw new CpoError("complete-cpo.tenant", `There is a tenant "${id}" already; choose another id.`, { tenant: id });
        unit.put(tenantRecords, id, record);
      });
      const { operatorKey = "", listening } = await enter(record, settings);
      await listening();
      return { tenant: record, operatorKey };
    },
    async change(id, change) {
      const changed = await store.transaction(async (unit) => {
        const known = await unit.get(tenantRecords, id);
        if (known === undefined) return undefined;
        const next: TenantRecord = { ...known, ...change };
        unit.put(tenantRecords, id, next);
        return next;
      });
      if (changed === undefined) return undefined;
      const one = opened.get(id);
      if (one !== undefined) {
        opened.set(id, { ...one, record: changed });
        const { ocpp } = one.tenant.cpo;
        if (changed.disabled === true) for (const { identity } of ocpp.connections()) ocpp.link(identity)?.close(1008, "This CPO was stopped.");
      }
      return changed;
    },
    fetch(request, env) {
      const url = new URL(request.url);
      for (const { record, tenant } of opened.values()) if (record.hosts.includes(url.hostname)) return record.disabled === true ? nothing(url.hostname) : tenant.app.fetch(request, env);
      const [, first, id = ""] = url.pathname.split("/");
      if (first !== "t") return main === undefined ? nothing(url.hostname) : main.app.fetch(request, env);
      const one = running(id);
      if (one === undefined) return nothing(`/t/${id}`);
      const base = `/t/${id}`;
      url.pathname = url.pathname.slice(base.length) || "/";
      return one.tenant.app.fetch(new Request(url, request), { ...env, base });
    },
    ocppOf({ url = "" }) {
      const [, first, id = "", ...rest] = (url.split("?", 1)[0] ?? "").split("/");
      // A station may be called "ocpp".
      if (first !== "ocpp" || rest.join("") === "") return undefined;
      return running(id)?.ocpp ?? nowhere;
    },
    async close() {
      for (const { tenant } of opened.values()) await tenant.close();
    },
  };
}

function nothing(place: string): Response {
  return Response.json({ code: "no-tenant", message: `There is no CPO at ${place}.` }, { status: 404 });
}
