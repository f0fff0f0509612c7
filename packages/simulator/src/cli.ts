#!/usr/bin/env node
import { runCli } from "./cli/run-cli.ts";

const stop = new AbortController();
// The first Ctrl-C ends the run and prints the report; a second one ends the process at once.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  isTerminal: { out: process.stdout.isTTY, error: process.stderr.isTTY },
  stop: stop.signal,
});
