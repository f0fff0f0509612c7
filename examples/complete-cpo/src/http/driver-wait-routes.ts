import type { Cpo } from "../cpo.ts";
import { MOST_WAITS } from "../drivers/waits.ts";
import { findPublicEvse } from "../views/public-location-view.ts";
import { ownAccount } from "./driver-principal.ts";
import { conflict, notFound } from "./errors.ts";
import { byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Driver account"];
const Waiting = z.object({ evses: z.array(z.string()) }).openapi("DriverWaits");

/** Hearing by e-mail that a charging point is free. */
export function driverWaitRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, accounts: { waits } } = cpo;

  routes.openapi(
    createRoute({ permission: "public", method: "get", path: "/public/account/waits", tags, summary: "The charging points that the driver waits for", responses: { 200: json(Waiting, "Their ids"), ...problems } }),
    async (c) => c.json({ evses: [...(await waits.of(store, ownAccount(c).id))] }, 200),
  );

  routes.openapi(
    createRoute({ permission: "public", method: "put", path: "/public/account/waits/{id}", tags, summary: "Tell me once by e-mail when this charging point is free, within twelve hours", request: { params: byId }, responses: { 200: json(Waiting, "What the driver waits for"), ...problems } }),
    async (c) => {
      const { id: driver } = ownAccount(c);
      const found = await findPublicEvse(cpo, c.req.valid("param").id);
      if (found === undefined) throw notFound("charging point", c.req.valid("param").id);
      if (!(await store.transaction((unit) => waits.begin(unit, driver, found.evse.id)))) throw conflict(`You wait for ${MOST_WAITS} charging points already.`);
      return c.json({ evses: [...(await waits.of(store, driver))] }, 200);
    },
  );

  routes.openapi(
    createRoute({ permission: "public", method: "delete", path: "/public/account/waits/{id}", tags, summary: "Wait for a charging point no longer", request: { params: byId }, responses: { 200: json(Waiting, "What the driver waits for"), ...problems } }),
    async (c) => {
      const { id: driver } = ownAccount(c);
      await store.transaction((unit) => waits.end(unit, driver, c.req.valid("param").id));
      return c.json({ evses: [...(await waits.of(store, driver))] }, 200);
    },
  );

  return routes;
}
