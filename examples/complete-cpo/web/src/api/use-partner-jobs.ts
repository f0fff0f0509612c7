import { useCallback, useEffect, useMemo } from "react";
import { at, type Address } from "./address.ts";
import type { PartnerJobView } from "../../../src/wire/partner.ts";
import { onLive } from "./live.ts";
import type { RequestProblem } from "./request.ts";
import { useAction, type Run } from "./use-action.ts";
import { useApi, type Resource } from "./use-api.ts";
import type { Page } from "./pages.ts";

export type JobKind = PartnerJobView["kind"];

/** The long work with one partner: what runs, what became of it, and how it is begun and ended. */
export interface PartnerJobs {
  readonly address: Address<Page<PartnerJobView>>;
  readonly list: Resource<Page<PartnerJobView>>;
  readonly problem: RequestProblem | undefined;
  readonly busy: boolean;
  readonly running: (kind: JobKind) => PartnerJobView | undefined;
  readonly begin: (asked: Promise<PartnerJobView | undefined>) => void;
  readonly run: Run;
  readonly cancel: (job: PartnerJobView) => void;
}

export function usePartnerJobs(partner: string): PartnerJobs {
  const address = at("GET /partner-jobs", { query: { partner, limit: "10" } });
  const list = useApi<Page<PartnerJobView>>(address);
  const act = useAction();
  const { change } = list;
  const { run } = act;
  const heard = useCallback((job: PartnerJobView) => change((page) => ({ ...page, items: page.items.some(({ id }) => id === job.id) ? page.items.map((each) => (each.id === job.id ? job : each)) : [job, ...page.items] })), [change]);
  useEffect(() => onLive("job", ({ job }) => {
    if (job.partner === partner) heard(job);
  }), [partner, heard]);
  const begin = useCallback((asked: Promise<PartnerJobView | undefined>) => void asked.then((job) => { if (job !== undefined) heard(job); }), [heard]);
  return useMemo(() => ({
    address, list, problem: act.problem, busy: act.busy, run, begin,
    running: (kind) => list.value?.items.find((job) => job.kind === kind && job.state === "running"),
    cancel: ({ id }) => begin(run(at("POST /partner-jobs/{id}/cancel", { path: { id } }))),
  }), [address, list, act.problem, act.busy, run, begin]);
}

/** Runs `reload` when a job of a kind has ended. */
export function useEnded(jobs: PartnerJobs, kind: JobKind, reload: () => void): void {
  const ended = jobs.list.value?.items.find((job) => job.kind === kind && job.state !== "running")?.id;
  useEffect(() => {
    if (ended !== undefined) reload();
  }, [ended, reload]);
}
