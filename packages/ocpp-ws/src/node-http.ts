/**
 * `node:http` without its ES module facade: importing that reads every export, among them a getter that loads all of undici,
 * which takes 30 ms and several MiB and is not used here.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");
