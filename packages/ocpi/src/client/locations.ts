import type { Connector, EVSE, Location } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import type { ClientContext } from "./client-context.ts";
import type { Call, Party } from "./create-caller.ts";
import { createList, type ObjectList } from "./lists.ts";
import { createMirror, type Mirror } from "./mirrors.ts";

/** The locations of a partner, and ours in its hands. */
export interface LocationsClient extends ObjectList<Location> {
  location(id: string): Promise<Answer<Location>>;
  evse(id: string, evseUid: string): Promise<Answer<EVSE>>;
  connector(id: string, evseUid: string, connectorId: string): Promise<Answer<Connector>>;
  /** Ours, at the partner. There is no DELETE: EVSEs become REMOVED. */
  readonly ours: Omit<Mirror<Location>, "delete"> & {
    getEvse(owner: Party, id: string, evseUid: string): Promise<Answer<EVSE>>;
    putEvse(owner: Party, id: string, evse: EVSE): Promise<Answer<undefined>>;
    putConnector(owner: Party, id: string, evseUid: string, connector: Connector): Promise<Answer<undefined>>;
  };
}

export function createLocationsClient(client: ClientContext): LocationsClient {
  const from = (...segments: string[]): Call => ({ method: "GET", module: "locations", role: "SENDER", segments });
  const at = (method: Call["method"], { countryCode, partyId }: Party, ...segments: string[]): Call => ({ method, module: "locations", role: "RECEIVER", segments: [countryCode, partyId, ...segments] });
  const { get, put } = createMirror(client, "Location", "locations", ({ id }) => id);
  return {
    ...createList(client, "Location", "locations"),
    location: (id) => client.ask("Location", from(id)),
    evse: (id, evse) => client.ask("EVSE", from(id, evse)),
    connector: (id, evse, connector) => client.ask("Connector", from(id, evse, connector)),
    ours: {
      get, put: (location) => put(location),
      getEvse: (owner, id, evse) => client.ask("EVSE", at("GET", owner, id, evse)),
      putEvse: (owner, id, evse) => client.tell("EVSE", evse, at("PUT", owner, id, evse.uid)),
      putConnector: (owner, id, evse, connector) => client.tell("Connector", connector, at("PUT", owner, id, evse, connector.id)),
    },
  };
}
