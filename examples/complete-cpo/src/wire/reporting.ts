import { z } from "@hono/zod-openapi";

const Url = z.string().url().max(500);
const Token = z.string().min(1).max(500).openapi({ description: "Never shown again; the one before stays where it is absent" });

export const ReportingView = z
  .object({ openAdr: z.object({ url: Url, client: z.string() }).optional(), oscp: z.object({ url: Url, group: z.string() }).optional(), parked: z.int().openapi({ description: "Reports that could not be delivered for long and wait for a person" }) })
  .openapi("Reporting");
export type ReportingView = z.infer<typeof ReportingView>;

export const ReportingChange = z
  .strictObject({
    openAdr: z.strictObject({ url: Url.openapi({ description: "What /reports of the VTN is below", example: "https://vtn.example.org/openadr3/3.0.1" }), token: Token.optional(), client: z.string().min(1).max(128).openapi({ description: "Our name there" }) }).optional(),
    oscp: z.strictObject({ url: Url.openapi({ description: "What /2.0 of the provider is below", example: "https://provider.example.org/oscp/cp" }), token: Token.optional(), group: z.string().min(1).max(128).openapi({ description: "The name of the location there" }) }).optional(),
  })
  .openapi("ReportingChange");
