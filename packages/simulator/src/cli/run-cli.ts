import { instant, milliseconds, minutes, seconds } from "@cpokit/kernel";
import { systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createSocketLine } from "../channel/socket-line.ts";
import { createFleet } from "../fleet/fleet.ts";
import { createRandom } from "../random.ts";
import { createAcceleratedClock, type TimeSource } from "../time/accelerated-clock.ts";
import { HELP, listFaults, parseArguments, type RunArguments } from "./arguments.ts";
import { finalReport, jsonReport, progressLine } from "./report.ts";

export interface CliPorts {
  out(text: string): void;
  error(text: string): void;
  /** Whether a progress line there can be written over. */
  readonly isTerminal: { readonly out: boolean; readonly error: boolean };
  /** Ends the run. */
  readonly stop: AbortSignal;
}

/** The command `cpokit-simulator`; gives the exit code: 0, 1 when no station got online, 2 for a wrong command line. */
export async function runCli(given: readonly string[], ports: CliPorts): Promise<number> {
  const parsed = parseArguments(given);
  switch (parsed.wants) {
    case "help":
      ports.out(HELP);
      return 0;
    case "faults":
      ports.out(listFaults());
      return 0;
    case "correction":
      ports.error(`${parsed.sentence}\nRun cpokit-simulator --help for all options.\n`);
      return 2;
    case "run":
      return run(parsed.run, ports);
  }
}

async function run(wanted: RunArguments, ports: CliPorts): Promise<number> {
  const { url, stations, version, tokens, password, speed, faults, meterInterval, json } = wanted;
  const seed = wanted.seed ?? Math.floor(systemRandom() * 2 ** 31);
  const [token, ...others] = tokens;
  const began = systemClock.now();
  const elapsed = (): number => systemClock.now() - began;
  const fleet = createFleet({
    ...timeOf(wanted), stations, version, faults,
    open: createSocketLine({ url, ...(password === undefined ? {} : { password }) }),
    random: createRandom(seed),
    tokens: [{ value: token }, ...others.map((value) => ({ value }))],
    settings: { meterInterval: seconds(meterInterval) },
    startWithin: Math.min(10_000, stations * 20) * speed,
    // Whoever tries a few stations sees a car within the first minute.
    traffic: { firstArrival: [seconds(5), milliseconds(Math.min(minutes(20), stations * seconds(30)))] },
  });
  const say = json ? ports.error : ports.out;
  const isTerminal = json ? ports.isTerminal.error : ports.isTerminal.out;
  say(`${stations} stations (${version}) to ${url}, seed ${seed}. Ctrl-C ends.\n`);
  if (speed > 1 && wanted.duration === undefined) {
    ports.error("The stations' clock runs ahead of real time; give --duration to let it start in the past instead.\n");
  }

  let wasOnline = false;
  const tellProgress = (): void => {
    const report = fleet.report();
    wasOnline ||= report.online > 0;
    say(isTerminal ? `\r\u001B[K${progressLine(report, elapsed())}` : `${progressLine(report, elapsed())}\n`);
  };
  const progress = setInterval(tellProgress, isTerminal ? 1_000 : 10_000);
  fleet.start();
  await untilOver(wanted.duration, ports.stop);
  await fleet.stop();
  clearInterval(progress);
  wasOnline ||= Object.keys(fleet.report().calls).length > 0;
  if (isTerminal) say("\r\u001B[K");
  const report = fleet.report();
  ports.out(json ? `${jsonReport(report, { seed, elapsed: elapsed() })}\n` : `${finalReport(report, elapsed())}\n`);
  if (!wasOnline) ports.error(`No station got online at ${url}; check the URL, the password, and whether the central system knows SIM-0001 and so on.\n`);
  return wasOnline ? 0 : 1;
}

/** Real time, or a faster clock that meets the real time at the end of the run. */
function timeOf({ speed, duration = 0 }: RunArguments): TimeSource {
  if (speed === 1) return { clock: systemClock, scheduler: systemScheduler };
  return createAcceleratedClock({ start: instant(Math.floor(systemClock.now() - duration * Math.max(0, speed - 1))), speed });
}

function untilOver(duration: number | undefined, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = duration === undefined ? undefined : setTimeout(resolve, duration);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (stop.aborted) end();
    else stop.addEventListener("abort", end, { once: true });
  });
}
