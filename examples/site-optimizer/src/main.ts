import { writeFileSync } from "node:fs";
import { runDay } from "./run-day.ts";

const file = process.argv[2] ?? "depot.svg";
const { report, euros, eurosAtOnce, svg } = runDay();
writeFileSync(file, svg);
console.log(`${file}: the day of the depot, ${Object.keys(report.deliveredKWh).length} cars, ${report.overloads.length} times above a limit.`);
console.log(`Energy cost ${euros.toFixed(2)} €; charging at once within the same limits ${eurosAtOnce.toFixed(2)} €.`);
for (const [car, why] of Object.entries(report.why)) console.log(`${car.padEnd(8)} ${report.deliveredKWh[car]!.toFixed(1).padStart(5)} kWh   ${why}`);
