import { z } from "@hono/zod-openapi";
import { TokenType } from "@cpokit/model";
import { Moment } from "./common.ts";

export const TokenView = z
  .object({
    id: z.string(),
    value: z.string().openapi({ description: "As the station reads it, e.g. an RFID uid in hex", example: "04A2B3C4D5E680" }),
    type: TokenType,
    visualNumber: z.string().optional(),
    group: z.string().optional().openapi({ description: "Tokens of one group may stop each other's sessions" }),
    status: z.enum(["accepted", "blocked"]),
    usable: z.boolean().openapi({ description: "Accepted, and within its validity now" }),
    validFrom: Moment.optional(),
    validUntil: Moment.optional(),
    holder: z.string().optional(),
  })
  .openapi("Token");
export type TokenView = z.infer<typeof TokenView>;
