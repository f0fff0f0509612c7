import { instant, type Instant } from "@cpokit/kernel";
import type { Party } from "../client/create-caller.ts";
import { writeWire } from "../client/wire.ts";
import type { Json } from "../convert/narrow.ts";
import type { PeerEndpoint } from "../peers/peer.ts";
import { isPlainObject } from "../schema/clean.ts";
import { writeDateTime } from "../schema/date-time.ts";
import { described, endpointUrl, isRefused, isSuccess, type Prober } from "./prober.ts";
import { sampleLocation, sampleOf, type WrittenKind } from "./samples.ts";

export interface ReceiverOptions {
  /** Whose objects are written: a party of ours that the connection knows. */
  readonly party: Party;
  readonly now: Instant;
  /** In the ids of what is written. */
  readonly mark: string;
}

/** Writes an object, reads it back, changes it, tries what must be refused, and takes it away as far as the module can. */
export async function checkReceiver(prober: Prober, endpoint: PeerEndpoint, kind: WrittenKind, options: ReceiverOptions): Promise<void> {
  const version = prober.version!;
  const { party, now, mark } = options;
  const at = (seconds: number): string => writeDateTime(instant(now + seconds * 1_000));
  const wireOf = (changes: object): Json => writeWire(kind, { ...sampleOf(kind, party, mark, at(0)), ...changes }, version, { party, location: () => sampleLocation(party, mark, at(0)) as unknown as Json }).wire!;
  const id = String(wireOf({})[kind === "Token" ? "uid" : "id"]);
  if (kind === "CDR") return checkCdr(prober, endpoint, wireOf({}));
  const query = kind === "Token" && version !== "2.1.1" ? { type: "RFID" } : {};
  const url = (...segments: string[]) => endpointUrl(endpoint, [party.countryCode, party.partyId, ...segments], query);

  const unknown = await prober.ask("GET", url(`${mark}-no-such`));
  prober.expect("GET of an unknown object is answered 404", unknown.http === 404, described(unknown), unknown.status !== undefined && unknown.status >= 2000 ? "warn" : "fail");
  const created = await prober.ask("PUT", url(id), { body: wireOf({}) });
  if (!prober.expect("PUT of a new object is taken", isSuccess(created), described(created))) return;
  prober.expect("PUT of a new object is answered 201", created.http === 201, described(created), "warn");
  const read = await prober.ask("GET", url(id));
  if (prober.expect("GET gives it back", isSuccess(read) && isPlainObject(read.data), described(read))) {
    prober.expectValid(kind, [read.data]);
    const lost = Object.keys(wireOf({})).filter((member) => (read.data as Json)[member] === undefined);
    prober.expect("GET gives all members back", lost.length === 0, lost.join(", "), "warn");
  }

  const { member, value, other } = CHANGES[kind];
  const valueNow = async (): Promise<unknown> => ((await prober.ask("GET", url(id))).data as Json | undefined)?.[member];
  if (kind !== "Tariff" || version === "2.1.1") {
    const patched = await prober.ask("PATCH", url(id), { body: { [member]: value, last_updated: at(10) } });
    if (prober.expect("PATCH of a member is taken", isSuccess(patched), described(patched))) prober.expect("PATCH changes the member and nothing else", (await valueNow()) === value, `${member} is ${String(await valueNow())}`);
    if (version !== "2.1.1") {
      const undated = await prober.ask("PATCH", url(id), { body: { [member]: other } });
      prober.expect("PATCH without last_updated is refused (2001)", isRefused(undated), described(undated), "warn");
    }
    const nowhere = await prober.ask("PATCH", url(`${mark}-no-such`), { body: { [member]: value, last_updated: at(10) } });
    prober.expect("PATCH of an unknown object is refused", isRefused(nowhere), described(nowhere));
  }
  if (kind === "Location") await checkEvse(prober, url, id, at);
  const replaced = await prober.ask("PUT", url(id), { body: wireOf({ [member]: value, last_updated: at(30) }) });
  prober.expect("PUT of a known object is answered 200", isSuccess(replaced) && replaced.http === 200, described(replaced), isSuccess(replaced) ? "warn" : "fail");
  await prober.ask("PUT", url(id), { body: wireOf({ [member]: other, last_updated: at(-60) }) });
  prober.expect("an older last_updated does not replace a newer one", (await valueNow()) === value, `${member} is ${String(await valueNow())} after an outdated PUT`, "warn");
  for (const [what, body] of [["with another id in the body", { ...wireOf({ last_updated: at(40) }), [kind === "Token" ? "uid" : "id"]: `${mark}-other` }], ["without required members", { last_updated: at(40) }], ["of a list instead of an object", []]] as const) {
    const refused = await prober.ask("PUT", url(id), { body });
    prober.expect(`PUT ${what} is refused (2001)`, isRefused(refused), described(refused));
  }
  const stranger = await prober.ask("PUT", endpointUrl(endpoint, ["XX", "XXX", id], query), { body: { ...wireOf({}), country_code: "XX", party_id: "XXX" } });
  prober.expect("PUT of a party that is not ours is refused", isRefused(stranger), described(stranger));

  if (kind === "Tariff") {
    const deleted = await prober.ask("DELETE", url(id));
    prober.expect("DELETE is taken", isSuccess(deleted), described(deleted));
    const gone = await prober.ask("GET", url(id));
    prober.expect("after DELETE there is nothing", gone.http === 404 || isRefused(gone), described(gone));
  } else {
    // There is no DELETE: what was written for the test is ended.
    await prober.ask("PUT", url(id), { body: wireOf({ ...ENDED[kind], last_updated: at(60) }) });
  }
}

async function checkEvse(prober: Prober, url: (...segments: string[]) => string, id: string, at: (seconds: number) => string): Promise<void> {
  const patched = await prober.ask("PATCH", url(id, "E1"), { body: { status: "CHARGING", last_updated: at(20) } });
  if (!prober.expect("PATCH of the status of an EVSE is taken", isSuccess(patched), described(patched))) return;
  const evse = await prober.ask("GET", url(id, "E1"));
  prober.expect("the EVSE has the new status", (evse.data as Json | undefined)?.["status"] === "CHARGING", described(evse));
  const location = await prober.ask("GET", url(id));
  prober.expect("a change of an EVSE is one of its location (last_updated)", (location.data as Json | undefined)?.["last_updated"] === at(20), String((location.data as Json | undefined)?.["last_updated"]), "warn");
}

async function checkCdr(prober: Prober, endpoint: PeerEndpoint, cdr: Json): Promise<void> {
  const posted = await prober.ask("POST", endpointUrl(endpoint), { body: cdr });
  if (!prober.expect("POST of a CDR is taken", isSuccess(posted), described(posted))) return;
  prober.expect("POST of a CDR is answered 201", posted.http === 201, described(posted), "warn");
  const url = posted.headers.get("location");
  if (prober.expect("the answer tells where the CDR is (Location)", url !== null && URL.canParse(url), String(url))) {
    const read = await prober.ask("GET", url!);
    if (prober.expect("GET on that URL gives the CDR back", isSuccess(read) && isPlainObject(read.data), described(read))) prober.expectValid("CDR", [read.data]);
  }
  const again = await prober.ask("POST", endpointUrl(endpoint), { body: cdr });
  prober.expect("the same CDR again does no harm", isSuccess(again) || again.http === 409, described(again), "warn");
}

/** A member of each kind, a value that it is given, and one that must not come through. */
const CHANGES: Readonly<Record<Exclude<WrittenKind, "CDR">, { readonly member: string; readonly value: unknown; readonly other: unknown }>> = {
  Location: { member: "name", value: "changed", other: "wrong" },
  Session: { member: "kwh", value: 2.5, other: 99 },
  Tariff: { member: "currency", value: "SEK", other: "NOK" },
  Token: { member: "issuer", value: "changed", other: "wrong" },
};
const ENDED: Readonly<Record<string, object>> = { Location: { evses: [] }, Session: { status: "COMPLETED" }, Token: { valid: false } };
