import { createAlerts, createAudit, createCases, createRecovery, createUploads, type Alerts, type Audit, type Blobs, type Cases, type Csms, type RecoveryPlaybook, type Uploads } from "@cpokit/csms";
import { hours, type Clock, type Ids, type Instant, type Logger } from "@cpokit/kernel";
import type { Sessions } from "@cpokit/sessions";
import type { Store } from "@cpokit/storage";
import { createHash } from "node:crypto";
import { alertChannels, type AlertSettings } from "./alert-channels.ts";

/** What watches over the stations and writes down what people do. */
export interface Operations {
  readonly alerts: Alerts;
  readonly cases: Cases;
  readonly recovery: RecoveryPlaybook;
  readonly audit: Audit;
  readonly uploads: Uploads<Response>;
  start(): Promise<void>;
  sweep(now: Instant): Promise<void>;
}

export interface OperationsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly csms: Csms;
  readonly sessions: Sessions;
  readonly blobs: Blobs;
  readonly alerts?: AlertSettings;
  /** Helps stations that are stuck; otherwise it only writes down what it would do. */
  readonly recovers?: boolean;
}

export function createOperations({ store, clock, ids, logger, csms, sessions, blobs, alerts: settings = {}, recovers = false }: OperationsOptions): Operations {
  const cases = createCases({ store, clock, ids });
  const alerts = createAlerts({ store, clock, ids, remindAfter: hours(12), channels: alertChannels(settings, { clock, logger }) });
  const recovery = createRecovery({
    store, clock, ids, cases, send: csms.send, dryRun: !recovers,
    busy: async (reader, station) => (await sessions.list(reader, { station, lifecycle: "active" })).items.flatMap(({ evse }) => (evse === undefined ? [] : [evse])),
  });
  const uploads = createUploads({ store, clock, logger, blobs, respond: (status, text) => new Response(text === "" ? null : text, { status }) });
  const audit = createAudit({ store, clock, ids, digest: (text) => createHash("sha256").update(text).digest("hex") });
  return {
    alerts, cases, recovery, uploads,
    audit,
    async start() {
      await alerts.start();
      await recovery.start();
    },
    async sweep(now) {
      await alerts.sweep(now);
      await recovery.sweep(now);
      await uploads.sweep(now);
      await audit.sweep(now);
    },
  };
}
