// Builds the web page of examples/complete-cpo when its sources are newer than the last build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const web = "examples/complete-cpo/web";
if (existsSync(web)) {
  const hash = createHash("sha256");
  for (const file of sources(web)) hash.update(file).update(readFileSync(file));
  hash.update(readFileSync("package-lock.json"));
  const digest = hash.digest("hex");
  const stamp = join(web, "dist", ".sources");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
    console.error("Building the web page …");
    const run = spawnSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", web, "--logLevel", "warn"], { stdio: "inherit" });
    if (run.status !== 0) process.exit(run.status || 1);
    writeFileSync(stamp, digest);
  }
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "dist" && entry.name !== "node_modules")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)]));
}
