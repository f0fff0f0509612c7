/** What `node:http` alone does: reads the body if there is one, and serves bytes that are ready. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const bytes = readFileSync(process.argv[2]!);
const headers = { "Content-Type": "application/json", "Content-Length": bytes.length };
const server = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, headers).end(bytes));
});
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ cpu: process.cpuUsage() }));
