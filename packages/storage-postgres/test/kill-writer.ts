import { writeSync } from "node:fs";
import { writeUntilKilled } from "@cpokit/storage/contract";
import { createPostgresDriver } from "@cpokit/storage-postgres";

// Run by postgres-target.ts as a process of its own, which it kills.
const [url, schema] = process.argv.slice(2);
await writeUntilKilled(createPostgresDriver({ connectionString: url!, schema: schema! }), (line) => writeSync(1, `${line}\n`));
