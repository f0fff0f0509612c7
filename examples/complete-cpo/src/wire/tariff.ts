import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

export const TariffFinding = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.string().openapi({ example: "UNREACHABLE" }),
    pointer: z.string().openapi({ description: "JSON pointer into the tariff", example: "/elements/1" }),
    message: z.string(),
    fix: z.string(),
  })
  .openapi("TariffFinding");
export type TariffFinding = z.infer<typeof TariffFinding>;

export const TariffVersionView = z
  .object({
    id: z.string().openapi({ description: "<tariffId>/<number>" }),
    tariffId: z.string(),
    number: z.int(),
    name: z.string(),
    ocpiVersion: z.enum(["2.1.1", "2.2.1", "2.3.0"]),
    currency: z.string(),
    validFrom: Moment,
    createdAt: Moment,
    summary: z.array(z.string()).openapi({ description: "The price in plain words" }),
    findings: z.array(TariffFinding),
  })
  .openapi("TariffVersion");
export type TariffVersionView = z.infer<typeof TariffVersionView>;

export const TariffAssignmentView = z
  .object({
    id: z.string(),
    tariffId: z.string(),
    target: z.record(z.string(), z.unknown()),
    appliesTo: z.string().openapi({ description: "In plain words" }),
    priority: z.int().openapi({ description: "Among those of one kind the highest wins" }),
    from: Moment.optional(),
    until: Moment.optional(),
  })
  .openapi("TariffAssignment");
export type TariffAssignmentView = z.infer<typeof TariffAssignmentView>;

export const TariffView = TariffVersionView.extend({
  tariff: z.record(z.string(), z.unknown()).openapi({ description: "The OCPI Tariff object" }),
  versions: z.array(z.object({ number: z.int(), createdAt: Moment, validFrom: Moment })),
  assignments: z.array(TariffAssignmentView),
}).openapi("Tariff");
export type TariffView = z.infer<typeof TariffView>;

export const TariffDraftView = z
  .strictObject({
    tariffId: z.string().regex(/^[\x21-\x7e]{1,36}$/, "must be 1 to 36 characters without blanks").openapi({ example: "standard" }),
    name: z.string().trim().min(1).max(255),
    ocpiVersion: z.enum(["2.1.1", "2.2.1", "2.3.0"]),
    tariff: z.record(z.string(), z.unknown()).openapi({ description: "The OCPI Tariff object; its id may be left out" }),
    validFrom: z.string().optional().openapi({ format: "date-time", description: "In force for sessions that start then or later; now when absent" }),
  })
  .openapi("TariffDraft");
export type TariffDraftView = z.infer<typeof TariffDraftView>;

export const TariffCheckView = z.object({ findings: z.array(TariffFinding), summary: z.array(z.string()) }).openapi("TariffCheck");
export type TariffCheckView = z.infer<typeof TariffCheckView>;
