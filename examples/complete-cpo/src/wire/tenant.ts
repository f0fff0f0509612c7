import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

const Hosts = z.array(z.string().toLowerCase().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, "must be a host name like charge.example.org")).max(20);

const settings = {
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a colour like #1c7ed6"),
  logo: z.string().max(200_000).regex(/^data:image\/(svg\+xml|png);base64,[A-Za-z0-9+/]+=*$/, "must be a data address of an SVG or PNG image, in base64").openapi({ example: "data:image/png;base64,iVBORw0KGgo=" }),
  party: z.strictObject({ countryCode: z.string().regex(/^[A-Z]{2}$/, "must be two capital letters"), partyId: z.string().regex(/^[A-Z0-9]{3}$/, "must be three capital letters or digits") }),
  locale: z.enum(["en", "de"]),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be three capital letters"),
  timeZone: z.string().refine((name) => Intl.supportedValuesOf("timeZone").includes(name) || name === "UTC", "must be a time zone like Europe/Amsterdam"),
};
const name = z.string().trim().min(1).max(100);

/** How the CPO presents itself; open to everybody, for pages before anybody has signed in. */
export const BrandingView = z
  .object({ name, color: settings.color.optional(), logo: settings.logo.optional(), locale: settings.locale, currency: settings.currency, timeZone: z.string() })
  .openapi("Branding");
export type BrandingView = z.infer<typeof BrandingView>;

export const SettingsView = BrandingView.extend({ party: settings.party }).openapi("Settings");
export type SettingsView = z.infer<typeof SettingsView>;

export const SettingsChange = z
  .strictObject({
    name: name.optional(), color: settings.color.nullable().optional(), logo: settings.logo.nullable().optional(),
    party: settings.party.optional().openapi({ description: "In whose name charge records are issued from the next start on" }),
    locale: settings.locale.optional(), currency: settings.currency.optional(), timeZone: settings.timeZone.optional(),
  })
  .openapi("SettingsChange", { description: "Only the given fields change; null takes one away" });

export const TenantView = z
  .object({
    id: z.string(), hosts: z.array(z.string()), disabled: z.boolean(), createdAt: Moment,
    path: z.string().openapi({ description: "Where its page and API are, besides its host names" }), ocppPath: z.string().openapi({ description: "Where its stations connect" }),
  })
  .openapi("Tenant");
export type TenantView = z.infer<typeof TenantView>;

export const TenantDraft = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, "must be 2 to 31 small letters, digits and hyphens, beginning with a letter").openapi({ description: "Part of its addresses; never changes", example: "acme" }),
    name, hosts: Hosts.optional(), party: settings.party.optional(), locale: settings.locale.optional(), currency: settings.currency.optional(), timeZone: settings.timeZone.optional(),
  })
  .openapi("TenantDraft");

export const TenantChange = z.strictObject({ hosts: Hosts.optional(), disabled: z.boolean().optional() }).openapi("TenantChange");

export const NewTenant = z.object({ tenant: TenantView, operatorKey: z.string().openapi({ description: "Shown this once; only its hash is kept" }) }).openapi("NewTenant");
export type NewTenant = z.infer<typeof NewTenant>;
