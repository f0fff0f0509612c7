import { z } from "@hono/zod-openapi";
import { Location } from "@cpokit/model";
import { Moment } from "./common.ts";

/** A location as the API shows and takes it: the model's own shape, where every field must be known. */
export const LocationView = z
  .strictObject({
    ...Location.shape,
    coordinates: z.strictObject({ latitude: z.string().regex(/^-?\d{1,2}(\.\d{1,7})?$/, "must be decimal degrees like \"52.3676\""), longitude: z.string().regex(/^-?\d{1,3}(\.\d{1,7})?$/, "must be decimal degrees like \"4.9041\"") }),
  })
  .openapi("Location");
export type LocationView = z.output<typeof LocationView>;

export const OpeningView = z
  .object({
    isOpen: z.boolean(),
    until: Moment.optional().openapi({ description: "When that changes; absent where it does not within eight days" }),
  })
  .openapi("Opening");
export type OpeningView = z.infer<typeof OpeningView>;
