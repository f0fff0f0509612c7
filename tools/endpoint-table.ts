/** Writes `docs/endpoints.md`: every request of every OCPI version, what answers it and what sends it. Run by `npm run codegen`. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { coverage, type OcpiCoverage, type OcpiVersion } from "@cpokit/ocpi";

export const ENDPOINT_TABLE = fileURLToPath(new URL("../docs/endpoints.md", import.meta.url));

const VERSIONS: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

/** The page as it has to be. */
export function renderEndpointTable(): string {
  return `# Every request of every OCPI version

Written by \`npm run codegen\` from what \`coverage(version)\` of \`@cpokit/ocpi\` says. *Answered by* is the member of \`modules\` of \`createOcpiHandler\`; what is left out there is neither served nor advertised.
*Sent by* is the member of \`createPeerClient\`; \`push\` is \`createPush\`, \`results.report\` is \`createResults\`, \`call\` is any request in wire form. The role is whose interface it is: SENDER owns the objects, RECEIVER holds copies of them or takes commands.
In 2.1.1 the roles are not on the wire.

Of every version, without modules:

| request | answered by | sent by |
|---|---|---|
| GET versions, GET version details | the handler | \`createConnections\`: \`register\`, \`switchVersion\` |
| GET credentials | the handler | \`call\` |
| POST credentials | the handler; \`createPeers\`: \`invite\` gives the token | \`register\` |
| PUT credentials | the handler | \`rotate\`, \`switchVersion\` |
| DELETE credentials | the handler | \`unregister\` |

With \`hubPartyId\` a request that is for another partner goes on to it instead, in the version that it speaks.
${VERSIONS.map(section).join("")}`;
}

function section(version: OcpiVersion): string {
  const rows = coverage(version);
  return `
## OCPI ${version}: ${rows.length} requests

| module | role | request | takes | gives | answered by | sent by |
|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}
`;
}

function line({ endpoint: { module, role, method, path, takes, gives, isPartial, isList }, servedBy, askedBy }: OcpiCoverage): string {
  const cells = [
    module, role, `${method} ${path.length === 0 ? "/" : path.map((segment) => `/${segment}`).join("")}`,
    takes === undefined ? "" : isPartial === true ? `part of ${takes}` : takes, gives === undefined ? "" : isList === true ? `list of ${gives}` : gives,
    servedBy === "" ? "nothing" : `\`${servedBy}\``, askedBy.map((name) => `\`${name}\``).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(ENDPOINT_TABLE, renderEndpointTable());
