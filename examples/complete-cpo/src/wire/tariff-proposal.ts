import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";
import { TariffFinding } from "./tariff.ts";

export const TariffProposalView = z
  .object({
    id: z.string(),
    tariffId: z.string(),
    name: z.string(),
    ocpiVersion: z.enum(["2.1.1", "2.2.1", "2.3.0"]),
    tariff: z.record(z.string(), z.unknown()).openapi({ description: "The OCPI Tariff object" }),
    validFrom: Moment.optional().openapi({ description: "From the last approval on when absent, or when it has passed by then" }),
    state: z.enum(["waiting", "published", "rejected"]),
    proposedBy: z.string(),
    proposedAt: Moment,
    approvals: z.array(z.object({ actor: z.string(), at: Moment })),
    rejection: z.object({ actor: z.string(), reason: z.string(), at: Moment }).optional(),
    version: z.string().optional().openapi({ description: "What it became, `<tariffId>/<number>`" }),
    summary: z.array(z.string()).openapi({ description: "The price in plain words" }),
    findings: z.array(TariffFinding),
  })
  .openapi("TariffProposal");
export type TariffProposalView = z.infer<typeof TariffProposalView>;
