import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Cpo } from "../cpo.ts";
import { accessPolicyRoutes } from "./access-policy-routes.ts";
import { authorizationRoutes } from "./authorization-routes.ts";
import { availabilityRoutes } from "./availability-routes.ts";
import { certificateRoutes } from "./certificate-routes.ts";
import { configurationRoutes } from "./configuration-routes.ts";
import { diagnosticsRoutes } from "./diagnostics-routes.ts";
import { provisioningRoutes } from "./provisioning-routes.ts";
import { ratingRoutes } from "./rating-routes.ts";
import { serviceRoutes } from "./service-routes.ts";
import { stationV2Routes } from "./station-v2-routes.ts";

/** Everything about stations beyond their list, their commands and their daily care. */
export function fleetRoutes(cpo: Cpo): readonly OpenAPIHono[] {
  return [provisioningRoutes(cpo), configurationRoutes(cpo), certificateRoutes(cpo), authorizationRoutes(cpo), accessPolicyRoutes(cpo), availabilityRoutes(cpo), serviceRoutes(cpo), ratingRoutes(cpo), diagnosticsRoutes(cpo), stationV2Routes(cpo)];
}
