/** Kills a CPO under load, again and again: `npm run kill-loop -- --kills 1000 --store sqlite`, or `--store postgres --url postgres://…`. */
import { parseArgs } from "node:util";
import { runKillLoop } from "./src/kill/kill-loop.ts";
import { createPostgresPlace, createSqlitePlace } from "./src/kill/place.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" }, stations: { type: "string", default: "12" }, seed: { type: "string", default: "1" },
    store: { type: "string", default: "sqlite" }, url: { type: "string" },
  },
});
const place = values.store === "postgres" ? await createPostgresPlace(values.url) : await createSqlitePlace();
if (place === undefined) throw new Error("No PostgreSQL answers here; give its --url.");
const begin = performance.now();
const { lost, doubled, ...counts } = await runKillLoop({
  store: place.address, kills: Number(values.kills), stations: Number(values.stations), seed: Number(values.seed), progress: (text) => console.log(text),
});
await place.remove();
console.log(`${JSON.stringify(counts)} in ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
console.log(`Acknowledged facts lost: ${lost.length}, doubled: ${doubled.length}.`);
for (const sentence of [...lost, ...doubled].slice(0, 50)) console.log(sentence);
process.exitCode = lost.length + doubled.length === 0 ? 0 : 1;
