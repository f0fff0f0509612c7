import { CpoError, hours, instant, milliseconds, type Clock, type Ids, type Instant, type Logger, type Milliseconds } from "@cpokit/kernel";
import type { FirmwareOrder } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import { commandKeys } from "../commands/command-records.ts";
import type { Commands } from "../commands/create-commands.ts";
import { describeError } from "../describe-error.ts";
import type { Listener } from "../listeners.ts";
import { stations } from "../provisioning/stations.ts";
import { addTally, readTally } from "../tally.ts";
import { compact } from "../translate/compact.ts";
import { checkCampaign, wavesOf } from "./campaign-rules.ts";
import { firmwareCampaigns, firmwareJobs, stageOf, stationFirmware, type FirmwareCampaign, type FirmwareJob } from "./firmware-documents.ts";
import { firmwareSentences } from "./firmware-sentences.ts";
import { judgeJob, type JobInput } from "./judge-job.ts";
import { nextRequest } from "./next-request.ts";

const { say } = firmwareSentences;

/** What a campaign is to be. */
export interface CampaignRequest {
  /** The same key is the same campaign. */
  readonly key?: string;
  readonly name: string;
  readonly version: string;
  readonly image: Pick<FirmwareOrder, "location" | "signature">;
  readonly stations: Iterable<string>;
  /** Sizes of the first waves, the canary first; the last one is repeated until all have their turn. One wave when absent. */
  readonly waves?: readonly number[];
  /** Percent of a wave that may fail before the campaign halts; 10 when absent. */
  readonly haltAt?: number;
  /** Updates under way at once; 20 when absent. */
  readonly atOnce?: number;
  /** Tries after the first; 2 when absent. */
  readonly retries?: number;
  /** From the request to the boot with the new version; 6 hours when absent. */
  readonly within?: Milliseconds;
  /** To watch a wave before the next one begins; 0 when absent. */
  readonly soak?: Milliseconds;
  readonly requestedBy: string;
}

/** How far a campaign is. */
export interface CampaignProgress {
  readonly campaign: FirmwareCampaign;
  /** For each wave: its size, and how many jobs are over and how; the rest waits or is under way. */
  readonly waves: readonly { readonly size: number; readonly succeeded: number; readonly failed: number; readonly skipped: number; readonly cancelled: number }[];
}

/** Firmware for many stations: in waves, halted when too much fails, a success only at the boot with the new version (1.6 §6.19, 2.x L01, L02). */
export interface Firmware {
  /** @throws `csms.campaign` naming the field and the rule. */
  start(request: CampaignRequest): Promise<FirmwareCampaign>;
  /** Nothing more is begun; what waits for stations that are offline is taken back. What is under way is watched to its end. @throws `csms.campaign-unknown` */
  cancel(id: string, by: string): Promise<FirmwareCampaign>;
  /** Goes on with a campaign that was halted: the failures so far are taken as harmless. @throws `csms.campaign-unknown` */
  resume(id: string, by: string): Promise<FirmwareCampaign>;
  /** @throws `csms.campaign-unknown` */
  progress(id: string): Promise<CampaignProgress>;
}

export interface FirmwareBlock extends Firmware {
  readonly listener: Listener;
  /** Sends again what was recorded and may not have left; a command has its key. */
  recover(): Promise<void>;
  sweep(now: Instant): Promise<void>;
}

interface FirmwarePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly commands: Pick<Commands, "send" | "cancel">;
}

const CHUNK = 500;

export function createFirmware(ports: FirmwarePorts): FirmwareBlock {
  const { store, clock, ids, logger, commands } = ports;

  return {
    async start(request) {
      const list = [...new Set(request.stations)];
      checkCampaign(request, list.length);
      const { name, version, image, haltAt = 10, atOnce = 20, retries = 2, within = hours(6), soak = 0, requestedBy, key } = request;
      const sizes = wavesOf(list.length, request.waves);
      const draft: FirmwareCampaign = {
        id: key ?? ids.next(), name, version, image, waves: sizes, wave: 0, state: "preparing", haltAt, forgiven: 0, atOnce, retries, within, soak, requestedBy, requestedAt: clock.now(),
      };
      const campaign = await store.transaction(async (unit) => {
        const earlier = await unit.get(firmwareCampaigns, draft.id);
        if (earlier === undefined) unit.put(firmwareCampaigns, draft.id, draft);
        return earlier ?? draft;
      });
      if (campaign.state !== "preparing") return campaign;
      const waveOf = sizes.flatMap((size, wave) => Array.from({ length: size }, () => wave));
      for (let first = 0; first < list.length; first += CHUNK) {
        await store.transaction((unit) => list.slice(first, first + CHUNK).forEach((station, offset) => {
          const id = `${campaign.id}/${station}`;
          unit.put(firmwareJobs, id, { id, campaign: campaign.id, station, wave: waveOf[first + offset] ?? 0, version, state: "waiting", attempts: 0, changedAt: clock.now() });
        }));
      }
      const running = await change(campaign.id, (now) => (now.state === "preparing" ? { ...now, state: "running" } : now));
      await step(running, clock.now());
      return running;
    },
    async cancel(id, by) {
      const cancelled = await change(id, (now) => (now.state === "done" || now.state === "cancelled" ? now : { ...now, state: "cancelled", reason: say("cancelled", { person: by }) }));
      if (cancelled.state !== "cancelled") return cancelled;
      for await (const { body } of store.each(firmwareJobs, { index: "byStage", prefix: id })) {
        if (body.state === "waiting") await store.transaction((unit) => giveUpWaiting(unit, body.id, by));
        if (body.state === "requested") await takeBack(body, by);
      }
      return cancelled;
    },
    async resume(id, by) {
      const { failed = 0 } = await tallyOfWave(await existing(id));
      const resumed = await change(id, (now) => (now.state === "halted" ? { ...now, state: "running", forgiven: failed, reason: say("resumed", { person: by }) } : now));
      if (resumed.state === "running") await step(resumed, clock.now());
      return resumed;
    },
    async progress(id) {
      const campaign = await existing(id);
      const waves = await Promise.all(campaign.waves.map(async (size, wave) => {
        const { succeeded = 0, failed = 0, skipped = 0, cancelled = 0 } = await readTally(store, tallySubject(id, wave));
        return { size, succeeded, failed, skipped, cancelled };
      }));
      return { campaign, waves };
    },
    listener: {
      async commandDone(unit, { station, command, outcome }) {
        if (command.command === "updateFirmware" && outcome !== undefined) await hear(unit, station, { input: "answer", outcome }, command.request);
      },
      async told(unit, fact) {
        if (fact.fact === "firmware") await hear(unit, fact.station, { input: "status", state: fact.state, detail: fact.detail }, fact.request);
        return undefined;
      },
      booted: (unit, fact) => hear(unit, fact.station, { input: "boot", firmware: fact.firmware }),
    },
    async recover() {
      for await (const { body } of store.each(firmwareJobs, { index: "byDeadline" })) {
        const campaign = body.state === "requested" ? await store.get(firmwareCampaigns, body.campaign) : undefined;
        if (campaign !== undefined) send(body, campaign);
      }
    },
    async sweep(now) {
      const { items } = await store.find(firmwareJobs, { index: "byDeadline", to: now + 1 });
      for (const { body } of items) await store.transaction((unit) => hear(unit, body.station, { input: "deadline" }, body.request));
      for await (const { body } of store.each(firmwareCampaigns, { index: "byRunning" })) await step(body, now);
    },
  };

  /** Brings what was heard to the job that is open at the station. */
  async function hear(unit: Unit, station: string, input: JobInput, request?: number): Promise<void> {
    const open = await unit.get(stationFirmware, station);
    // Progress of something else, or of an earlier try.
    if (open === undefined || (request !== undefined && request !== open.request)) return;
    const job = await unit.get(firmwareJobs, open.job);
    const campaign = job === undefined ? undefined : await unit.get(firmwareCampaigns, job.campaign);
    if (job === undefined || campaign === undefined) return;
    const retries = campaign.state === "cancelled" ? 0 : campaign.retries;
    const next = judgeJob(job, input, clock.now(), retries);
    if (next !== job) await put(unit, next);
  }

  async function put(unit: Unit, job: FirmwareJob): Promise<void> {
    unit.put(firmwareJobs, job.id, job);
    if (stageOf(job.state) !== "open") unit.delete(stationFirmware, job.station);
    if (stageOf(job.state) === "over") await addTally(unit, tallySubject(job.campaign, job.wave), job.station, { [job.state]: 1 });
    unit.publish({ topic: "firmware.job", key: job.station, payload: job });
  }

  /** Does what a running campaign needs now: halts it, moves it to the next wave, or begins with more stations. */
  async function step(campaign: FirmwareCampaign, now: Instant): Promise<void> {
    const tally = await tallyOfWave(campaign);
    const size = campaign.waves[campaign.wave] ?? 0;
    const failed = (tally["failed"] ?? 0) - campaign.forgiven;
    if (failed > 0 && failed * 100 >= campaign.haltAt * size) {
      await change(campaign.id, (current) => (current.state === "running" && current.wave === campaign.wave
        ? { ...current, state: "halted", reason: say("halted", { failed, size, wave: campaign.wave + 1 }) } : current));
      return;
    }
    const over = Object.values(tally).reduce((sum, count) => sum + count, 0);
    if (over >= size) return endWave(campaign, now);
    const { items: open } = await store.find(firmwareJobs, { index: "byStage", prefix: [campaign.id, campaign.wave, "open"], limit: Math.min(1000, campaign.atOnce) });
    const free = campaign.atOnce - open.length;
    if (free < 1) return;
    const { items } = await store.find(firmwareJobs, {
      index: "byStage", from: [campaign.id, campaign.wave, "waiting"], to: [campaign.id, campaign.wave, "waiting", now + 1], limit: Math.min(1000, free),
    });
    for (const { id } of items) await begin(id, campaign);
  }

  async function endWave(campaign: FirmwareCampaign, now: Instant): Promise<void> {
    const moved = await change(campaign.id, (current) => {
      if (current.state !== "running" || current.wave !== campaign.wave) return current;
      if (current.wave + 1 >= current.waves.length) return { ...current, state: "done" };
      if (current.waveOverAt === undefined && current.soak > 0) return { ...current, waveOverAt: now };
      if (current.waveOverAt !== undefined && now < current.waveOverAt + current.soak) return current;
      const { waveOverAt: _, ...rest } = current;
      return { ...rest, wave: current.wave + 1, forgiven: 0 };
    });
    if (moved.state === "running" && moved.wave > campaign.wave) await step(moved, now);
  }

  async function begin(id: string, campaign: FirmwareCampaign): Promise<void> {
    const begun = await store.transaction(async (unit) => {
      const job = await unit.get(firmwareJobs, id);
      const current = await unit.get(firmwareCampaigns, campaign.id);
      if (job?.state !== "waiting" || current?.state !== "running") return undefined;
      const now = clock.now();
      const station = await unit.get(stations, job.station);
      if (station === undefined || station.lifecycle === "retired") return void (await put(unit, { ...job, state: "failed", reason: say("unknown"), changedAt: now }));
      if (station.firmware === job.version) return void (await put(unit, { ...job, state: "skipped", reason: say("current"), changedAt: now }));
      // Another campaign is at work there.
      if ((await unit.get(stationFirmware, job.station)) !== undefined) return void unit.put(firmwareJobs, id, { ...job, notBefore: instant(now + 300_000) });
      const request = await nextRequest(unit, job.station);
      const { detail: _, ...rest } = job;
      const requested: FirmwareJob = { ...rest, state: "requested", attempts: job.attempts + 1, request, deadline: instant(now + campaign.within), changedAt: now };
      unit.put(stationFirmware, job.station, { job: id, request });
      await put(unit, requested);
      return requested;
    });
    if (begun !== undefined) send(begun, campaign);
  }

  function send({ station, request = 0, campaign: id }: FirmwareJob, { image, within, requestedBy }: FirmwareCampaign): void {
    const order = compact({ command: "updateFirmware" as const, request, location: image.location, signature: image.signature, retrieveAt: clock.now() });
    // A command that is asked for again under its key must be the same one: the instant stays that of the first.
    store.get(commandKeys, `${station}/${keyOf(id, request)}`).then((known) =>
      known === undefined ? commands.send(station, order, { requestedBy, key: keyOf(id, request), queueFor: milliseconds(within) }) : undefined)
      .catch((error: unknown) => logger.error({ station, campaign: id, error: describeError(error) }, "An update could not be sent; its deadline decides."));
  }

  async function giveUpWaiting(unit: Unit, id: string, by: string): Promise<void> {
    const job = await unit.get(firmwareJobs, id);
    if (job?.state === "waiting") await put(unit, { ...job, state: "cancelled", reason: say("cancelled", { person: by }), changedAt: clock.now() });
  }

  async function takeBack({ station, campaign, request = 0 }: FirmwareJob, by: string): Promise<void> {
    const known = await store.get(commandKeys, `${station}/${keyOf(campaign, request)}`);
    if (known !== undefined) await commands.cancel(known.command, by);
  }

  async function change(id: string, next: (campaign: FirmwareCampaign) => FirmwareCampaign): Promise<FirmwareCampaign> {
    return store.transaction(async (unit) => {
      const campaign = await unit.get(firmwareCampaigns, id);
      if (campaign === undefined) throw unknown(id);
      const changed = next(campaign);
      if (changed === campaign) return campaign;
      unit.put(firmwareCampaigns, id, changed);
      unit.publish({ topic: "firmware.campaign", key: id, payload: changed });
      return changed;
    });
  }

  async function existing(id: string): Promise<FirmwareCampaign> {
    const campaign = await store.get(firmwareCampaigns, id);
    if (campaign === undefined) throw unknown(id);
    return campaign;
  }

  function tallyOfWave({ id, wave }: FirmwareCampaign): Promise<Readonly<Record<string, number>>> {
    return readTally(store, tallySubject(id, wave));
  }
}

function keyOf(campaign: string, request: number): string {
  return `firmware/${campaign}/${request}`;
}

function tallySubject(campaign: string, wave: number): string {
  return `firmware/${campaign}/${wave}`;
}

function unknown(id: string): CpoError {
  return new CpoError("csms.campaign-unknown", `There is no firmware campaign "${id}".`, { campaign: id });
}
