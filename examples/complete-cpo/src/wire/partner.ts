import { z } from "@hono/zod-openapi";
import { Moment } from "./common.ts";

const version = z.enum(["2.1.1", "2.2.1", "2.3.0"]);
const name = z.string().min(1).max(100);
const allowHosts = z.array(z.string().min(1).max(255)).max(20).openapi({ description: "Hosts of the partner that may be called although they are private or without https" });
const text = z.string().min(1).max(36);

/** Modules whose objects partners tell us. */
export const ObjectModule = z.enum(["locations", "tariffs", "sessions", "cdrs", "tokens"]);

export const PartnerView = z
  .object({
    id: z.string(), name: z.string().optional(),
    status: z.enum(["invited", "registering", "connected", "suspended", "removed"]),
    version: version.optional(), versionsUrl: z.string().optional(),
    parties: z.array(z.object({ role: z.string(), countryCode: z.string(), partyId: z.string(), name: z.string() })),
    isHub: z.boolean(),
    endpoints: z.array(z.object({ module: z.string(), role: z.string().optional(), url: z.string() })),
    profile: z.record(z.string(), z.unknown()).openapi({ description: "What the partner wants otherwise than OCPI says" }),
    allowHosts, updatedAt: Moment,
  })
  .openapi("Partner");
export type PartnerView = z.infer<typeof PartnerView>;

export const InvitationRequest = z.strictObject({ name, allowHosts: allowHosts.optional(), isHub: z.boolean().optional() }).openapi("PartnerInvitation");

export const InvitationView = z
  .object({
    partner: PartnerView,
    registrationToken: z.string().openapi({ description: "Token A; it is shown this once" }),
    versionsUrl: z.string().openapi({ description: "What the partner needs besides the token" }),
  })
  .openapi("PartnerInvitationIssued");
export type InvitationView = z.infer<typeof InvitationView>;

export const RegistrationRequest = z
  .strictObject({
    name, versionsUrl: z.url({ protocol: /^https?$/ }).max(500), token: z.string().min(1).max(500).openapi({ description: "Token A, from the partner" }),
    version: version.optional().openapi({ description: "The newest that both speak when absent" }), allowHosts: allowHosts.optional(), isHub: z.boolean().optional(),
  })
  .openapi("PartnerRegistration");

export const DeliveriesView = z
  .object({
    outage: z.object({ since: Moment, failures: z.int(), message: z.string(), retryAt: Moment }).optional().openapi({ description: "The partner does not answer; it gets the latest state of everything when it does" }),
    modules: z.array(z.object({ module: z.string(), pending: z.int(), parked: z.int(), since: Moment.optional() })),
  })
  .openapi("PartnerDeliveries");
export type DeliveriesView = z.infer<typeof DeliveriesView>;
export const ParkedView = z.object({ module: z.string(), kind: z.string(), id: z.string(), rule: z.string().openapi({ description: "Why the partner refuses it" }), at: Moment }).openapi("PartnerParked");
export type ParkedView = z.infer<typeof ParkedView>;

export const RetryRequest = z.strictObject({ kind: z.string().max(50).optional(), id: z.string().max(100).optional() }).openapi("PartnerRetry", { description: "One object, or all that is parked" });

const counts = z.object({ pass: z.int(), warn: z.int(), fail: z.int(), skip: z.int() });

export const ConformanceView = z
  .object({
    at: Moment, versionsUrl: z.string(),
    counts,
    checks: z.array(z.object({ version: version.optional(), module: z.string(), rule: z.string(), verdict: z.enum(["pass", "warn", "fail", "skip"]), detail: z.string().optional() })),
  })
  .openapi("PartnerConformance");
export type ConformanceView = z.infer<typeof ConformanceView>;

export const PartnerObjectView = z.object({ id: z.string(), lastUpdated: Moment, object: z.record(z.string(), z.unknown()) }).openapi("PartnerObject", { description: "In the shape of OCPI 2.3.0" });
export type PartnerObjectView = z.infer<typeof PartnerObjectView>;

export const PartnerJobView = z
  .object({
    id: z.string(),
    partner: z.string(),
    kind: z.enum(["conformance", "push", "pull"]).openapi({ description: "conformance: tries its endpoint; push: tells it everything again; pull: fetches from it" }),
    full: z.boolean().optional().openapi({ description: "Of a pull: everything, not only what changed" }),
    state: z.enum(["running", "done", "failed", "cancelled", "interrupted"]).openapi({ description: "interrupted: the CPO stopped while it ran; begin it again" }),
    by: z.string(),
    begunAt: Moment,
    endedAt: Moment.optional(),
    cancelledBy: z.string().optional(),
    progress: z.object({ done: z.int(), total: z.int().optional(), step: z.string().optional(), count: z.int().optional() }).openapi({ description: "Modules that are through, the one it is at, and how many objects or checks came of it so far", example: { done: 1, total: 5, step: "locations", count: 340 } }),
    problem: z.object({ code: z.string(), message: z.string() }).optional(),
    result: z.object({ objects: z.int().optional(), changed: z.int().optional(), unreadable: z.int().optional(), vanished: z.int().optional(), counts: counts.optional() }).optional(),
  })
  .openapi("PartnerJob");
export type PartnerJobView = z.infer<typeof PartnerJobView>;

export const PartnerCommandRequest = z
  .discriminatedUnion("command", [
    z.strictObject({ command: z.literal("start"), tokenId: text, locationId: text, evseUid: text.optional(), connectorId: text.optional() }),
    z.strictObject({ command: z.literal("stop"), sessionId: text }),
    z.strictObject({ command: z.literal("reserve"), tokenId: text, locationId: text, evseUid: text.optional(), minutes: z.int().min(1).max(1_440) }),
    z.strictObject({ command: z.literal("cancelReservation"), reservationId: text }),
    z.strictObject({ command: z.literal("unlock"), locationId: text, evseUid: text, connectorId: text }),
  ])
  .openapi("PartnerCommandRequest");
export type PartnerCommandRequest = z.infer<typeof PartnerCommandRequest>;

export const PartnerCommandView = z
  .object({
    id: z.string(), command: z.string(), sentAt: Moment,
    response: z.string().optional().openapi({ description: "What the partner answered at once" }),
    trouble: z.string().optional().openapi({ description: "There was no usable answer" }),
    results: z.array(z.object({ result: z.string(), at: Moment, late: z.boolean() })),
    timedOut: z.boolean(), sessionId: z.string().optional(), reservationId: z.string().optional(),
  })
  .openapi("PartnerCommand");
export type PartnerCommandView = z.infer<typeof PartnerCommandView>;
