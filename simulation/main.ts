/** Runs seeds of the deterministic simulation: `npm run simulate -- --seeds 1000 --from 1`; `--help` tells the rest. */
import { runCampaign, type Tally } from "./src/campaign.ts";
import { commandOf, parseCommand, USAGE, type Command } from "./src/command-line.ts";
import { keepSeed } from "./src/kept-seeds.ts";
import { planDay } from "./src/plan.ts";
import { runSeed, type Report } from "./src/run-seed.ts";
import { shrink } from "./src/shrink.ts";

/** Failing seeds after which a campaign stops. */
const ENOUGH = 10;
const PROGRESS_EVERY = 5_000;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) return say(USAGE, 0);
  let command: Command;
  try {
    command = parseCommand(args);
  } catch (error) {
    return say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, 2);
  }
  return command.tells ? tellSeed(command) : runSeeds(command);
}

/** One seed, with its story. */
async function tellSeed({ from, options }: Command): Promise<number> {
  const report = await runSeed(from, options, true);
  say(report.story.join("\n"));
  say(`\n${violationsOf(report)}`);
  return report.violations.length === 0 ? 0 : 1;
}

async function runSeeds(command: Command): Promise<number> {
  const { from, seeds, jobs, options } = command;
  const begin = performance.now();
  let toldAt = begin;
  const tally = await runCampaign({
    from, seeds, jobs, options, enough: ENOUGH,
    done(soFar) {
      if (performance.now() - toldAt < PROGRESS_EVERY) return;
      toldAt = performance.now();
      say(progress(soFar, seeds, begin));
    },
  });
  say(progress(tally, seeds, begin));
  say(`checks: ${[...tally.checks].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })).map(([name, count]) => `${name} ${count}`).join(", ")}`);
  for (const report of tally.failing) await explain(report, command);
  return tally.failing.length === 0 ? 0 : 1;
}

/** Cuts a failing day down, tells its story, and keeps it. */
async function explain({ seed, options, violations }: Report, { keeps }: Command): Promise<void> {
  const broken = violations[0]?.invariant;
  say(`\nSeed ${seed} breaks ${broken}: ${violations[0]?.what}\nCutting it down …`);
  const stations = planDay(seed, options).stations.length;
  const shrunk = await shrink(options, stations, async (candidate) => (await runSeed(seed, candidate)).violations.some(({ invariant }) => invariant === broken));
  const report = await runSeed(seed, shrunk.options, true);
  say(report.story.join("\n"));
  say(`\n${violationsOf(report)}\nCut down in ${shrunk.runs} runs. Again: ${commandOf(seed, shrunk.options)}`);
  if (keeps) keepSeed({ seed, options: shrunk.options, broke: report.violations[0]?.what ?? "" });
}

function violationsOf({ seed, violations, transactions, cdrs, deaths }: Report): string {
  const said = violations.map(({ invariant, what }) => `${invariant}: ${what}`).join("\n");
  return `Seed ${seed}: ${transactions} transactions, ${cdrs} CDRs, ${deaths} deaths. ${said === "" ? "Every invariant holds." : `Broken:\n${said}`}`;
}

function progress({ seeds: done, transactions, cdrs, deaths, failing }: Tally, all: number, begin: number): string {
  const seconds = (performance.now() - begin) / 1_000;
  return `${done}/${all} seeds, ${(done / seconds).toFixed(1)} per second, ${transactions} transactions, ${cdrs} CDRs, ${deaths} deaths of the process, ${failing.length} failing`;
}

function say(text: string, exitCode = 0): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}
