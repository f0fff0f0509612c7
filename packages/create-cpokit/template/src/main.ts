import { startCpo } from "./cpo.ts";

const cpo = await startCpo({
  file: process.env["DATABASE_FILE"] ?? "cpo.db",
  port: Number(process.env["OCPP_PORT"] ?? 9000),
  onCdr: ({ id, session, currency, total }) => console.log(`CDR ${id} for session ${session}: ${currency} ${total.incl}`),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void cpo.close().then(() => console.log("Stopped.")));
console.log(`Stations connect to ws://localhost:${cpo.port}/SIM-0001 (OCPP 1.6, 2.0.1 or 2.1); the card 04A2B3C4 may charge. Ctrl-C stops.`);
