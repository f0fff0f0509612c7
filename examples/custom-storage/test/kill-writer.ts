import { writeSync } from "node:fs";
import { writeUntilKilled } from "@cpokit/storage/contract";
import { openLogDriver } from "../src/log-driver.ts";

// Run by log-driver.test.ts as a process of its own, which it kills.
await writeUntilKilled(await openLogDriver(process.argv[2]!), (line) => writeSync(1, `${line}\n`));
