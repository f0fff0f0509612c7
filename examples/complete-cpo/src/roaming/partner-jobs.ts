import { CpoError } from "@cpokit/kernel";
import { createJobs, pullObjects, runConformance, type ConformanceReport, type Job, type JobRun, type Jobs, type Kind, type Pulled, type Peer } from "@cpokit/ocpi";
import { collection } from "@cpokit/storage";
import type { Instant } from "@cpokit/kernel";
import type { Roaming, RoamingPorts } from "./roaming.ts";

/** What takes long with a partner. */
export type PartnerWork =
  | { readonly kind: "conformance"; readonly write: boolean }
  /** Tell it everything again. */
  | { readonly kind: "push" }
  /** Fetch from it what changed, or everything. */
  | { readonly kind: "pull"; readonly modules: readonly PartnerModule[]; readonly full: boolean };

export type PartnerModule = keyof typeof MODULES;
export type PartnerResult = { readonly kind: "conformance"; readonly counts: ConformanceReport["counts"] } | { readonly kind: "push"; readonly objects: number } | ({ readonly kind: "pull" } & Pulled);
export type PartnerJob = Job<PartnerWork, PartnerResult>;
export type PartnerJobs = Jobs<PartnerWork, PartnerResult>;

/** The modules of OCPI whose objects partners tell us. */
export const MODULES = { locations: "Location", tariffs: "Tariff", sessions: "Session", cdrs: "CDR", tokens: "Token" } as const satisfies Readonly<Record<string, Kind>>;

/** The last conformance report about each partner. */
export const conformanceReports = collection<{ readonly at: Instant; readonly report: ConformanceReport }>("roaming.reports");

type Ports = Pick<RoamingPorts, "store" | "clock" | "scheduler" | "ids" | "logger">;

/** Long work with partners: seen while it runs, ended on request, kept with what came of it. */
export function createPartnerJobs(ports: Ports, roaming: Pick<Roaming, "exchange" | "settings" | "client" | "listeners" | "push" | "peers">, changed: (job: string) => void): PartnerJobs {
  const { store, clock, ids, logger } = ports;

  async function run({ about, work }: PartnerJob, own: JobRun): Promise<PartnerResult> {
    const peer = await roaming.peers.get(about);
    if (peer === undefined) throw new CpoError("ocpi.peer", "The partner is not there any more.", { peer: about });
    if (work.kind === "conformance") return conformance(peer, work.write, own);
    if (work.kind === "push") return { kind: "push", objects: await roaming.push.resync(peer.id, { signal: own.signal, onProgress: ({ done, total, objects, module }) => own.progress({ done, total, count: objects, step: module }) }) };
    return pull(peer, work.modules, work.full, own);
  }

  async function conformance(peer: Peer, write: boolean, { progress, signal }: JobRun): Promise<PartnerResult> {
    const { exchange, settings } = roaming;
    const report = await runConformance({
      versionsUrl: peer.versionsUrl ?? "", token: peer.outbound?.token ?? "", exchange, clock, ids, signal, ...(peer.version === undefined ? {} : { versions: [peer.version] }),
      ...(peer.urlPolicy === undefined ? {} : { urlPolicy: peer.urlPolicy }), ...(write ? { writeAs: settings.party } : {}), onProgress: ({ done, total, module, checks }) => progress({ done, total, step: module, count: checks }),
    });
    await store.transaction((unit) => unit.put(conformanceReports, peer.id, { at: clock.now(), report }));
    return { kind: "conformance", counts: report.counts };
  }

  async function pull(peer: Peer, modules: readonly PartnerModule[], isFull: boolean, { progress, signal }: JobRun): Promise<PartnerResult> {
    const sum = { pages: 0, objects: 0, changed: 0, stale: 0, unreadable: 0, vanished: 0 };
    for (const [done, module] of modules.entries()) {
      const at = { done, total: modules.length, step: module };
      progress({ ...at, count: sum.objects });
      const pulled = await pullObjects(peer, MODULES[module], { ...roaming.client, store, listeners: roaming.listeners, logger }, { isFull, signal, onProgress: ({ objects }) => progress({ ...at, count: sum.objects + objects }) });
      for (const name of Object.keys(sum) as (keyof Pulled)[]) sum[name] += pulled[name];
      if (signal.aborted) throw new CpoError("ocpi.pull-stopped", "The pull was stopped; the next one goes on where it stood.", { pages: sum.pages });
    }
    progress({ done: modules.length, total: modules.length, count: sum.objects });
    return { kind: "pull", ...sum };
  }

  return createJobs<PartnerWork, PartnerResult>({ ...ports, name: "roaming.jobs", run, changed });
}
