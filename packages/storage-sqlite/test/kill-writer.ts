import { writeSync } from "node:fs";
import { writeUntilKilled } from "@cpokit/storage/contract";
import { engines } from "./sqlite-target.ts";

// Run by sqlite-target.ts as a process of its own, which it kills.
const [file, engine] = process.argv.slice(2);
await writeUntilKilled(engines[engine!]!(file!), (line) => writeSync(1, `${line}\n`));
