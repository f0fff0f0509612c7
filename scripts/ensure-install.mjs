// Installs dependencies when the lock file changed since the last install, so that a fresh clone needs one command.
// Plain old syntax and no dependencies: it runs before anything is installed, on whatever Node the machine has.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";

const npmAgent = /npm\/(\d+)/.exec(process.env.npm_config_user_agent || "");
if (npmAgent && Number(npmAgent[1]) < 10) {
  console.error("cpokit needs npm 10 or newer, and this is npm " + npmAgent[1] + ". Run \"npm install -g npm@10\" (or install a newer Node.js) and try again.");
  process.exit(1);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error("cpokit needs Node.js 20 or newer to install, and this is " + process.versions.node + ". Install Node 24 from https://nodejs.org and try again.");
  process.exit(1);
}

const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const stamp = "node_modules/.cpokit-lock";
const installed = existsSync(stamp) && readFileSync(stamp, "utf8") === lock;
if (!installed) {
  // `npm ci` leaves its own copy of the lock file; an install that was just made by hand is as good as ours.
  const handMade = existsSync("node_modules/.package-lock.json") && sameTree();
  if (!handMade) {
    console.error("Installing dependencies (once, and again when package-lock.json changes) …");
    const npm = process.env.npm_execpath;
    const args = ["ci", "--loglevel=error"];
    const run = npm && /\.c?js$/.test(npm) ? spawnSync(process.execPath, [npm, ...args], { stdio: "inherit" }) : spawnSync("npm", args, { stdio: "inherit", shell: true });
    if (run.status !== 0) {
      console.error("The install failed; npm said why above. Check the connection to the npm registry, then run the same command again.");
      process.exit(run.status || 1);
    }
  }
  writeFileSync(stamp, lock);
}
linkNode();

/** npm 10 does not link the `node` that the install brings, since two packages for other machines carry the same name; npm 11 does. */
function linkNode() {
  const link = "node_modules/.bin/node";
  const binary = "node_modules/node-" + process.platform + "-" + process.arch + "/bin/node";
  if (!existsSync(link) && existsSync(binary)) symlinkSync("../../" + binary, link);
}

/** True when every package that the lock file wants on this platform is installed in the wanted version. */
function sameTree() {
  const wanted = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
  const present = JSON.parse(readFileSync("node_modules/.package-lock.json", "utf8")).packages;
  return Object.keys(wanted).every((path) => {
    if (path === "" || !path.startsWith("node_modules/") || wanted[path].optional) return true;
    return present[path] !== undefined && present[path].version === wanted[path].version;
  });
}
