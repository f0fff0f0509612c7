import type { Booking, BookingLocation, BookingRequest, Calendar } from "../v230/index.ts";
import { readAnswer, unsayable, type ClientContext } from "./client-context.ts";
import type { Answer } from "./answer.ts";
import type { Call, Party } from "./create-caller.ts";
import { createList, type ObjectList } from "./lists.ts";
import { createMirror, type Mirror } from "./mirrors.ts";
import { readWire } from "./wire.ts";

/** Bookings of the 2.3.0 extension, which is experimental (E12). */
export interface BookingsClient extends ObjectList<Booking> {
  request(request: BookingRequest): Promise<Answer<Booking>>;
  readonly locations: ObjectList<BookingLocation> & {
    location(id: string): Promise<Answer<BookingLocation>>;
    calendar(id: string, calendarId: string): Promise<Answer<Calendar>>;
  };
  /** Ours, at the partner. A booking may not have the id `booking_locations` (E13). */
  readonly ours: Omit<Mirror<Booking>, "delete"> & {
    getLocation(owner: Party, id: string): Promise<Answer<BookingLocation>>;
    putLocation(location: BookingLocation): Promise<Answer<undefined>>;
    putCalendar(owner: Party, id: string, calendar: Calendar): Promise<Answer<undefined>>;
  };
}

const PLACES = "booking_locations";

export function createBookingsClient(client: ClientContext): BookingsClient {
  const from = (...segments: string[]): Call => ({ method: "GET", module: "bookings", role: "SENDER", segments: [PLACES, ...segments] });
  const at = (method: Call["method"], { countryCode, partyId }: Party, ...segments: string[]): Call => ({ method, module: "bookings", role: "RECEIVER", segments: [countryCode, partyId, PLACES, ...segments] });
  const { get, put } = createMirror(client, "Booking", "bookings", ({ id }) => id);
  return {
    ...createList(client, "Booking", "bookings"),
    async request(request) {
      const { wire, losses, broken } = await client.write("BookingRequest", request);
      if (wire === undefined) return unsayable(broken ?? "", losses);
      const answer = await client.call({ method: "POST", module: "bookings", role: "SENDER", body: wire, expectsData: true });
      return readAnswer(answer, (data) => readWire("Booking", data, client.version, client.mode, client.context));
    },
    locations: {
      ...createList(client, "BookingLocation", "bookings", [PLACES]),
      location: (id) => client.ask("BookingLocation", from(id)),
      calendar: (id, calendar) => client.ask("Calendar", from(id, calendar)),
    },
    ours: {
      get,
      put: async (booking) => (booking.id === PLACES ? unsayable(`${PLACES} cannot be the id of a booking (E13)`) : put(booking)),
      getLocation: (owner, id) => client.ask("BookingLocation", at("GET", owner, id)),
      putLocation: (location) => client.tell("BookingLocation", location, at("PUT", { countryCode: location.country_code, partyId: location.party_id }, location.id)),
      putCalendar: (owner, id, calendar) => client.tell("Calendar", calendar, at("PUT", owner, id, calendar.id)),
    },
  };
}
