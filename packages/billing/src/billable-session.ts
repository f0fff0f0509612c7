import type { EnergyPoint, EnergyState, Evse, Connector, Location, Session, Token } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { Instant } from "@cpokit/kernel";
import type { ChargingState, MeterSample, StateChange } from "@cpokit/tariffs";
import { deciAmperes, instant, watts, wh } from "@cpokit/kernel";

/** All that a price needs to know of a session, as the application reads it from its other parts. */
export interface BillableSession {
  readonly session: Session;
  /** Accepted registers in order; the first is the start, the last the end, where they are known. */
  readonly points: readonly EnergyPoint[];
  /** What vehicle and station did; the first entry is at the start. */
  readonly states: readonly { readonly at: Instant; readonly state: EnergyState }[];
  readonly place?: { readonly location: Location; readonly evse: Evse; readonly connector: Connector };
  readonly token?: Token;
  /** The eMSP whose driver this is; our own party when absent. */
  readonly partner?: PartyKey;
  /** The contract behind the token as its eMSP knows it; our id of the token when absent. */
  readonly contract?: string;
  /** Id of the driver's contract, where tariffs are assigned to contracts. */
  readonly subscription?: string;
  /** Who gets the invoice; see `customerOf` for what is taken when absent. */
  readonly customer?: string;
  /** The driver charged at home and is paid for it (tariffs Y3). */
  readonly homeCharging?: boolean;
}

/** A company in the market, as OCPI names it. */
export interface PartyKey {
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  /** eMI3 party id, three characters. */
  readonly partyId: string;
}

/** How billing reaches the sessions; siblings meet here, in the application. */
export interface SessionSource {
  /** Must read through the reader that it is given, so that the unit of work guards what was read. */
  load(reader: Reader, session: string): Promise<BillableSession | undefined>;
}

/**
 * The registers as the segmenter of `@cpokit/tariffs` takes them. Where a station's clock was not believed, readings may stand at or
 * before the start of their session; what they counted above its start register was delivered in it all the same (I14).
 */
export function samplesOf({ session: { startAt, startRegister }, points }: BillableSession): MeterSample[] {
  return points.map(({ at, register, power, current }) => ({
    at: at <= startAt && startRegister !== undefined && register > startRegister ? instant(startAt + 1) : at,
    energy: wh(register), ...(power === undefined ? {} : { power: watts(power) }), ...(current === undefined ? {} : { current: deciAmperes(current) }),
  }));
}

/** `NL*CPO`: a party as text, for keys. */
export function partyText({ countryCode, partyId }: PartyKey): string {
  return `${countryCode}*${partyId}`;
}

/**
 * The key of who is invoiced for a session: `partner/NL*EMS` for another party's driver, `fleet/<group>` for a token in a group, else
 * `driver/<token id>`. Ad-hoc drivers and unknown tokens have none: they pay at once, or nobody can be asked.
 */
export function customerOf({ customer, partner, token }: BillableSession): string | undefined {
  if (customer !== undefined) return customer;
  if (partner !== undefined) return `partner/${partyText(partner)}`;
  if (token === undefined || token.type === "AD_HOC_USER") return undefined;
  return token.group === undefined ? `driver/${token.id}` : `fleet/${token.group}`;
}

export function stateChangesOf(billable: BillableSession): StateChange[] {
  return billable.states.map(({ at, state }) => ({ at, state: CHARGING_STATE[state] }));
}

/**
 * Until the vehicle has asked for power for the first time, the station is the one that withholds it: that is TIME,
 * not PARKING_TIME (tariffs Q2).
 */
const CHARGING_STATE: Readonly<Record<EnergyState, ChargingState>> = {
  connected: "suspendedEVSE",
  charging: "charging",
  suspendedEv: "suspendedEV",
  suspendedEvse: "suspendedEVSE",
  idle: "idle",
};
