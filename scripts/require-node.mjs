// Fails with one clear sentence when the Node that runs the scripts is too old. Plain old syntax: it must parse on any Node.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    "cpokit needs Node.js 22.18 or newer, and this is " + process.versions.node + ". " +
      "On Linux (x64, arm64) \"npm ci\" brings Node 24 by itself; elsewhere install Node 24 from https://nodejs.org and try again.",
  );
  process.exit(1);
}
