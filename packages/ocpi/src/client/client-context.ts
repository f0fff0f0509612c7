import type { Clock } from "@cpokit/kernel";
import type { ConversionContext } from "../convert/convert-object.ts";
import type { Peer } from "../peers/peer.ts";
import type { ReadMode } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Location, Objects } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import type { Call, Caller, CallerOptions, Party } from "./create-caller.ts";
import { readWire, writeWire, type ReadObject, type WrittenObject } from "./wire.ts";

export interface ClientOptions extends CallerOptions {
  readonly clock: Clock;
  /** Our locations: sessions and CDRs of 2.1.1 carry the location whole. */
  readonly location?: (locationId: string) => Promise<Location | undefined> | Location | undefined;
}

/** What the modules of a client share. */
export interface ClientContext {
  readonly peer: Peer;
  readonly version: OcpiVersion;
  readonly mode: ReadMode;
  readonly call: Caller;
  readonly options: ClientOptions;
  /** For what the partner sends. */
  readonly context: ConversionContext;
  /** Sends, and reads one object of the answer. */
  ask<Name extends keyof Objects>(name: Name, call: Call): Promise<Answer<Objects[Name]>>;
  /** An object in the partner's version, or why it is not sent. */
  write<Name extends keyof Objects>(name: Name, value: Objects[Name]): Promise<WrittenObject>;
  /** Sends an object; the answer's data do not matter. */
  tell<Name extends keyof Objects>(name: Name, value: Objects[Name], call: Call): Promise<Answer<undefined>>;
}

export function createContext(peer: Peer, call: Caller, options: ClientOptions): ClientContext {
  const version = peer.version ?? "2.2.1";
  const mode = peer.profile.readMode ?? "lenient";
  const role = peer.roles[0];
  const context: ConversionContext = { party: role === undefined ? options.party : { countryCode: role.country_code, partyId: role.party_id } };

  async function write<Name extends keyof Objects>(name: Name, value: Objects[Name]): Promise<WrittenObject> {
    const place = version === "2.1.1" && options.location !== undefined ? placeOf(name, value) : undefined;
    const location = place === undefined ? undefined : await options.location!(place);
    return writeWire(name, value, version, { party: options.party, ...(location === undefined ? {} : { location: () => location as unknown as Readonly<Record<string, unknown>> }) });
  }

  return {
    peer, version, mode, call, options, context, write,
    ask: async (name, request) => readAnswer(await call({ ...request, expectsData: true }), (data) => readWire(name, data, version, mode, context)),
    async tell(name, value, request) {
      const { wire, losses, broken } = await write(name, value);
      if (wire === undefined) return unsayable(broken ?? "", losses);
      const answer = await call({ ...request, body: wire });
      return answer.outcome === "ok" ? { ...answer, value: undefined, losses } : answer;
    },
  };
}

export function unsayable(message: string, losses: WrittenObject["losses"] = []): Answer<never> {
  return { outcome: "not-sent", reason: "unsayable", message, losses };
}

/** The data of an answer, read; an answer that cannot be read is a failure of the partner. */
export function readAnswer<Value>(answer: Answer<unknown>, read: (data: unknown) => ReadObject<Value>): Answer<Value> {
  if (answer.outcome !== "ok") return answer;
  const { value, findings, losses } = read(answer.value);
  const error = findings.find(({ severity }) => severity === "error");
  if (value === undefined) {
    return { outcome: "failed", reason: "unreadable", http: answer.http, message: error === undefined ? "the answer cannot be said in 2.3.0" : `${error.pointer}: ${error.rule}`, findings };
  }
  return { ...answer, value, findings: [...answer.findings, ...findings], losses };
}

export function partyOf(object: { readonly country_code: string; readonly party_id: string }): Party {
  return { countryCode: object.country_code, partyId: object.party_id };
}

function placeOf(name: string, value: object): string | undefined {
  if (name === "Session" && "location_id" in value) return String(value.location_id);
  if (name === "CDR" && "cdr_location" in value) return (value.cdr_location as { readonly id: string }).id;
  return undefined;
}
