import type { Peer } from "../peers/peer.ts";
import type {
  CDR, ChargingPreferences, ChargingPreferencesResponse, ClientInfo, FinancialAdviceConfirmation, InvoiceReconciliationRecord, Session, Tariff, Terminal,
} from "../v230/index.ts";
import { mapAnswer, type Answer } from "./answer.ts";
import { createBookingsClient, type BookingsClient } from "./bookings.ts";
import { createContext, readAnswer, type ClientContext, type ClientOptions } from "./client-context.ts";
import { createChargingProfilesClient, type ChargingProfilesClient } from "./charging-profiles.ts";
import { createCommandsClient, type CommandsClient } from "./commands.ts";
import { createCaller, type Caller, type Party } from "./create-caller.ts";
import { createList, type ObjectList } from "./lists.ts";
import { createLocationsClient, type LocationsClient } from "./locations.ts";
import { createMirror, type Mirror } from "./mirrors.ts";
import { createTokensClient, type TokensClient } from "./tokens.ts";

/**
 * What we can ask of a partner and tell it, in the shape of 2.3.0 whatever its version. Lists and questions go to the interfaces where it
 * owns the objects; `ours` are those where it takes ours.
 */
export interface PeerClient {
  readonly peer: Peer;
  /** Any request, in wire form. */
  readonly call: Caller;
  readonly locations: LocationsClient;
  readonly sessions: ObjectList<Session> & {
    /** Of a driver, for a session at the partner (2.2 and later). */
    setPreferences(sessionId: string, preferences: ChargingPreferences): Promise<Answer<ChargingPreferencesResponse>>;
    readonly ours: Omit<Mirror<Session>, "delete">;
  };
  readonly cdrs: ObjectList<CDR> & {
    /** Offers a CDR; `url` is where the partner keeps it, when it told. */
    post(cdr: CDR): Promise<Answer<{ readonly url?: string }>>;
    /** What the partner keeps at the URL that `post` returned. */
    at(url: string): Promise<Answer<CDR>>;
  };
  readonly tariffs: ObjectList<Tariff> & { readonly ours: Mirror<Tariff> };
  readonly tokens: TokensClient;
  readonly commands: CommandsClient;
  readonly chargingProfiles: ChargingProfilesClient;
  readonly hubClientInfo: ObjectList<ClientInfo> & { readonly ours: Omit<Mirror<ClientInfo>, "delete" | "get"> & { get(party: Party): Promise<Answer<ClientInfo>> } };
  /** 2.3.0, second edition. */
  readonly invoiceReconciliation: ObjectList<InvoiceReconciliationRecord> & {
    readonly ours: Mirror<InvoiceReconciliationRecord> & { post(record: InvoiceReconciliationRecord): Promise<Answer<undefined>> };
  };
  /** 2.3.0, extension. */
  readonly payments: PaymentsClient;
  /** 2.3.0, extension. */
  readonly bookings: BookingsClient;
}

/** Payment terminals and their confirmations. */
export interface PaymentsClient {
  readonly terminals: ObjectList<Terminal> & {
    get(id: string): Promise<Answer<Terminal>>;
    put(terminal: Terminal): Promise<Answer<undefined>>;
    /** `terminal` tells where it is and whose. */
    activate(terminal: Partial<Terminal>): Promise<Answer<undefined>>;
    deactivate(id: string): Promise<Answer<undefined>>;
    /** Tells a CPO of ours. */
    post(terminal: Terminal): Promise<Answer<undefined>>;
  };
  readonly confirmations: ObjectList<FinancialAdviceConfirmation> & {
    get(id: string): Promise<Answer<FinancialAdviceConfirmation>>;
    post(confirmation: FinancialAdviceConfirmation): Promise<Answer<undefined>>;
  };
}

/**
 * A client for one partner as it is now: after credentials changed, make a new one.
 *
 * @example
 * const { tokens } = createPeerClient(peer, { exchange, ids, clock, scheduler, party: { countryCode: "DE", partyId: "ABC" } });
 */
export function createPeerClient(peer: Peer, options: ClientOptions): PeerClient {
  const call = createCaller(peer, options);
  const client = createContext(peer, call, options);
  const sessions = createMirror(client, "Session", "sessions", ({ id }) => id);
  const records = createMirror(client, "InvoiceReconciliationRecord", "invoicereconciliation", ({ id }) => id);
  return {
    peer, call,
    locations: createLocationsClient(client),
    sessions: {
      ...createList(client, "Session", "sessions"),
      async setPreferences(sessionId, preferences) {
        const { wire, losses, broken } = await client.write("ChargingPreferences", preferences);
        if (wire === undefined) return { outcome: "not-sent", reason: "unsayable", message: broken ?? "", losses };
        const answer = await call({ method: "PUT", module: "sessions", role: "SENDER", segments: [sessionId, "charging_preferences"], body: wire, expectsData: true });
        return readAnswer(answer, (data) => ({ value: typeof data === "string" ? (data as ChargingPreferencesResponse) : undefined, findings: [], losses: [] }));
      },
      ours: { get: sessions.get, put: sessions.put },
    },
    cdrs: {
      ...createList(client, "CDR", "cdrs"),
      async post(cdr) {
        const { wire, losses, broken } = await client.write("CDR", cdr);
        if (wire === undefined) return { outcome: "not-sent", reason: "unsayable", message: broken ?? "", losses };
        const answer = await call({ method: "POST", module: "cdrs", role: "RECEIVER", body: wire });
        if (answer.outcome !== "ok") return answer;
        const url = answer.headers.get("location");
        return { ...answer, losses, value: url === null ? {} : { url } };
      },
      at: (url) => client.ask("CDR", { method: "GET", module: "cdrs", role: "RECEIVER", url }),
    },
    tariffs: { ...createList(client, "Tariff", "tariffs"), ours: createMirror(client, "Tariff", "tariffs", ({ id }) => id) },
    tokens: createTokensClient(client),
    commands: createCommandsClient(client),
    chargingProfiles: createChargingProfilesClient(client),
    hubClientInfo: {
      ...createList(client, "ClientInfo", "hubclientinfo"),
      ours: {
        get: ({ countryCode, partyId }) => client.ask("ClientInfo", { method: "GET", module: "hubclientinfo", role: "RECEIVER", segments: [countryCode, partyId] }),
        put: (info) => client.tell("ClientInfo", info, { method: "PUT", module: "hubclientinfo", role: "RECEIVER", segments: [info.country_code, info.party_id] }),
      },
    },
    invoiceReconciliation: {
      ...createList(client, "InvoiceReconciliationRecord", "invoicereconciliation"),
      ours: { ...records, post: (record) => client.tell("InvoiceReconciliationRecord", record, { method: "POST", module: "invoicereconciliation", role: "RECEIVER" }) },
    },
    payments: createPaymentsClient(client),
    bookings: createBookingsClient(client),
  };
}

function createPaymentsClient(client: ClientContext): PaymentsClient {
  const terminal = (method: "GET" | "PUT" | "POST", ...segments: string[]) => ({ method, module: "payments", role: "SENDER", segments: ["terminals", ...segments] }) as const;
  const without = (answer: Answer<unknown>): Answer<undefined> => mapAnswer(answer, () => undefined);
  return {
    terminals: {
      ...createList(client, "Terminal", "payments", ["terminals"]),
      get: (id) => client.ask("Terminal", terminal("GET", id)),
      put: (body) => client.tell("Terminal", body, terminal("PUT", body.terminal_id)),
      activate: async (body) => without(await client.call({ ...terminal("POST", "activate"), body })),
      deactivate: async (id) => without(await client.call(terminal("POST", id, "deactivate"))),
      post: (body) => client.tell("Terminal", body, { method: "POST", module: "payments", role: "RECEIVER", segments: ["terminals"] }),
    },
    confirmations: {
      ...createList(client, "FinancialAdviceConfirmation", "payments", ["financial-advice-confirmations"]),
      get: (id) => client.ask("FinancialAdviceConfirmation", { method: "GET", module: "payments", role: "SENDER", segments: ["financial-advice-confirmations", id] }),
      post: (body) => client.tell("FinancialAdviceConfirmation", body, { method: "POST", module: "payments", role: "RECEIVER", segments: ["financial-advice-confirmations"] }),
    },
  };
}
