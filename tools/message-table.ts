/** Writes `docs/messages.md`: every message of every version, who sends it, and where csms handles it. Run by `npm run codegen`. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { coverage, type CoverageRow } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";

export const MESSAGE_TABLE = fileURLToPath(new URL("../docs/messages.md", import.meta.url));

/** The page as it has to be. */
export function renderMessageTable(): string {
  const versions: readonly Protocol[] = [v16, v201, v21];
  return `# Every message of every version

Written by \`npm run codegen\` from what \`coverage(protocol)\` of \`@cpokit/csms\` says. A message that a station sends and that is not in its part of the table is answered NotSupported when
the version has it for the other direction, and NotImplemented when it does not have it at all. All that a station sends and that is not answered at once is shown to the operator too.
${versions.map(section).join("")}`;
}

function section(protocol: Protocol): string {
  const rows = [...coverage(protocol)].sort((left, right) => compare(left.block, right.block) || compare(left.action, right.action) || compare(left.direction, right.direction));
  const messages = new Set(rows.map(({ action }) => action)).size;
  return `
## OCPP ${protocol.version}: ${messages} messages

| block | message | sent by | what becomes of it |
|---|---|---|---|
${rows.map((row) => `| ${row.block} | ${row.action} | ${row.direction === "fromStation" ? "station" : "central system"} | ${treatment(row)} |`).join("\n")}
`;
}

function treatment({ treatment, by, direction }: CoverageRow): string {
  switch (treatment) {
    case "fact":
      return by;
    case "notice":
      return "shown to the operator";
    case "immediate":
      return `answered at once: ${by}`;
    case "command":
      return `the command \`${by}\``;
    case "raw":
      return by === "call" ? "`csms.call`, typed" : `\`csms.${by}\``;
    case "none":
      return direction === "fromStation" ? "answered NotSupported" : "never sent";
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MESSAGE_TABLE, renderMessageTable());
