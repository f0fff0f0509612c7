import { acceptName, fileName, schemaName, type Module } from "./declarations.ts";
import type { Facts } from "./facts.ts";
import { importLine } from "./print-module.ts";

/** How a version appears in code. */
export interface VersionNames {
  /** The folder and the protocol value, e.g. `v16`. */
  readonly value: string;
  readonly subprotocol: string;
  readonly errorCodes: string;
}

/** `generated/<version>/protocol.ts`: the map of message types and the protocol value. */
export function printProtocol(facts: Facts, modules: readonly Module[], { value, subprotocol, errorCodes }: VersionNames, header: string): string {
  const messages = Object.entries(facts.messages);
  const map = `${value.toUpperCase()}Messages`;
  const hasSend = messages.some(([, { messageType }]) => messageType === "SEND");
  const imports = [
    importLine(["createCodec"], "../../codec/codec.ts"),
    importLine(["call", "createProtocol", ...(hasSend ? ["send"] : [])], "../../codec/create-protocol.ts"),
    importLine([errorCodes], "../../codec/error-code.ts"),
    importLine(["Protocol"], "../../protocol.ts", "import type"),
    ...modules.flatMap(({ name, declarations }) => {
      const payloads = declarations.map((declaration) => declaration.name).filter((type) => messageOf(type) in facts.messages && /(Request|Response)$/.test(type));
      if (payloads.length === 0) return [];
      return [importLine(payloads.flatMap((type) => [acceptName(type), schemaName(type), `type ${type}`]), `./${name}.ts`)];
    }),
  ];
  const codec = (type: string) => `createCodec(${acceptName(type)}, ${schemaName(type)})`;
  const types = messages.map(([name, { messageType }]) =>
    `  ${name}: { request: ${name}Request; response: ${messageType === "SEND" ? "never" : `${name}Response`} };`);
  const actions = messages.flatMap(([name, { block, from, messageType }]) => {
    const head = [name, fileName(block), from].map((text) => JSON.stringify(text)).join(", ");
    if (messageType === "SEND") return [`    send(${head}, ${codec(`${name}Request`)}),`];
    return [`    call(${head},`, `      ${codec(`${name}Request`)},`, `      ${codec(`${name}Response`)}),`];
  });
  return `${[
    header,
    imports.join("\n"),
    [`/** The payload types of every OCPP ${facts.version} action. A type alias, since an interface has no index signature. */`, `export type ${map} = {`, ...types, "};"].join("\n"),
    [
      `/** OCPP ${facts.version}. */`,
      `export const ${value}: Protocol<${map}> = createProtocol<${map}>({`,
      `  version: "${facts.version}",`,
      `  subprotocol: "${subprotocol}",`,
      `  errorCodes: ${errorCodes},`,
      "  actions: [",
      ...actions,
      "  ],",
      "});",
    ].join("\n"),
  ].join("\n\n")}\n`;
}

/** `<version>/index.ts`: the protocol value and every type by name. */
export function printIndex(facts: Facts, modules: readonly Module[], { value }: VersionNames, header: string): string {
  const folder = `../generated/${value}`;
  const types = modules.map(({ name, declarations }) =>
    importLine(declarations.map((declaration) => declaration.name).toSorted(), `${folder}/${name}.ts`, "export type"));
  return `${[header, importLine([value, `type ${value.toUpperCase()}Messages`], `${folder}/protocol.ts`, "export"), ...types].join("\n")}\n`;
}

function messageOf(type: string): string {
  return type.replace(/(Request|Response)$/, "");
}
