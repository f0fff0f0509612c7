import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { hasPlug, MOST_WAITS, type WaitTarget, type WantedPlug } from "../drivers/waits.ts";
import { findPublicEvse } from "../views/public-location-view.ts";
import { optional } from "../views/optional.ts";
import { DriverWaits, LocationWish } from "../wire/driver-account.ts";
import { ownAccount } from "./driver-principal.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems } from "./routes.ts";

const tags = ["Driver account"];
const common = { permission: "public", tags } as const;
const answers = { 200: json(DriverWaits, "What the driver waits for"), ...problems };

/** Hearing by e-mail that one can charge. */
export function driverWaitRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, accounts: { waits } } = cpo;

  routes.openapi(
    createRoute({ ...common, method: "get", path: "/public/account/waits", summary: "The charging points and locations that the driver waits for", responses: answers }),
    async (c) => c.json(await of(ownAccount(c).id), 200),
  );

  routes.openapi(
    createRoute({ ...common, method: "put", path: "/public/account/waits/{id}", summary: "Tell me once by e-mail when this charging point is free, within twelve hours", request: { params: byId }, responses: answers }),
    async (c) => {
      const found = await findPublicEvse(cpo, c.req.valid("param").id);
      if (found === undefined) throw notFound("charging point", c.req.valid("param").id);
      return c.json(await begin(ownAccount(c).id, { evse: found.evse.id }), 200);
    },
  );

  routes.openapi(
    createRoute({ ...common, method: "delete", path: "/public/account/waits/{id}", summary: "Wait for a charging point no longer", request: { params: byId }, responses: answers }),
    async (c) => c.json(await end(ownAccount(c).id, { evse: c.req.valid("param").id }), 200),
  );

  routes.openapi(
    createRoute({ ...common, method: "put", path: "/public/account/location-waits/{id}", summary: "Tell me once by e-mail when any charging point of this location with such a plug is free, within twelve hours", request: { params: byId, body: body(LocationWish) }, responses: answers }),
    async (c) => {
      const location = await store.get(locations, c.req.valid("param").id);
      if (location === undefined || location.published === false) throw notFound("location", c.req.valid("param").id);
      const plug: WantedPlug = optional(c.req.valid("json"));
      if (!location.evses.some((evse) => hasPlug(evse, plug))) throw invalid("standard", "must be, with its power, of a plug that the location has");
      return c.json(await begin(ownAccount(c).id, { location: location.id, ...plug }), 200);
    },
  );

  routes.openapi(
    createRoute({ ...common, method: "delete", path: "/public/account/location-waits/{id}", summary: "Wait for a location no longer", request: { params: byId }, responses: answers }),
    async (c) => c.json(await end(ownAccount(c).id, { location: c.req.valid("param").id }), 200),
  );

  return routes;

  async function of(driver: string): Promise<DriverWaits> {
    const { evses, locations: places } = await waits.of(store, driver);
    return { evses: [...evses], locations: [...places] };
  }

  async function begin(driver: string, target: WaitTarget & WantedPlug): Promise<DriverWaits> {
    if (!(await store.transaction((unit) => waits.begin(unit, driver, target)))) throw conflict(`You wait for ${MOST_WAITS} places already.`);
    return of(driver);
  }

  async function end(driver: string, target: WaitTarget): Promise<DriverWaits> {
    await store.transaction((unit) => waits.end(unit, driver, target));
    return of(driver);
  }
}
