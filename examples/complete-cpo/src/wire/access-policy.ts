import { z } from "@hono/zod-openapi";
import { TokenType } from "@cpokit/model";
import { Moment } from "./common.ts";

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time of day like 08:30").openapi({ example: "08:30" });

const Who = z
  .strictObject({
    tokens: z.array(z.string().min(1).max(36)).max(200).optional().openapi({ description: "Ids of tokens" }),
    groups: z.array(z.string().min(1).max(36)).max(100).optional().openapi({ description: "Ids of groups", example: ["maas-staff"] }),
    types: z.array(TokenType).max(5).optional().openapi({ description: "AD_HOC_USER are drivers who pay by card" }),
    roaming: z.literal(true).optional().openapi({ description: "Drivers of partners" }),
  })
  .refine((who) => Object.values(who).some((each) => each !== undefined), "must name somebody");

const When = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).max(7).optional().openapi({ description: "1 is Monday; every day when absent" }),
  from: Clock.optional(),
  to: Clock.optional().openapi({ description: "Exclusive; before `from` it is on the next day" }),
  notBefore: Moment.optional(),
  notAfter: Moment.optional().openapi({ description: "Exclusive" }),
});

const Rule = z.strictObject({ effect: z.enum(["allow", "refuse"]), who: z.union([z.literal("everybody"), Who]), when: When.optional().openapi({ description: "By the clock of the place; always when absent" }) });

/** Who may charge at a place, and when. */
export const AccessPolicyDraft = z
  .strictObject({
    place: z.string().regex(/^(all|(location|station)\/.+|evse\/.+\/\d+)$/, "must be all, location/<id>, station/<id> or evse/<station>/<number>").max(300).openapi({ example: "location/rotterdam-maaskantoor", description: "The policy of the narrowest place decides alone: EVSE, station, location, all" }),
    timeZone: z.string().refine((name) => Intl.supportedValuesOf("timeZone").includes(name) || name === "UTC", "must be a time zone like Europe/Amsterdam").optional().openapi({ description: "That of the location when absent", example: "Europe/Amsterdam" }),
    rules: z.array(Rule).max(100).openapi({ description: "The first that fits who and when decides" }),
    otherwise: z.enum(["allow", "refuse"]).openapi({ description: "Where no rule fits" }),
  })
  .openapi("AccessPolicyDraft");
export type AccessPolicyDraft = z.output<typeof AccessPolicyDraft>;

export const AccessPolicyView = z.object({ ...AccessPolicyDraft.shape, timeZone: z.string() }).openapi("AccessPolicy");
export type AccessPolicyView = z.output<typeof AccessPolicyView>;
