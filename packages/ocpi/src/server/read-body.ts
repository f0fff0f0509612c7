import type { PlainRequest } from "./plain.ts";
import { CODES, refuse } from "./reply.ts";

/** How large a body may be. */
export interface BodyLimits {
  /** In bytes. */
  readonly bodyBytes: number;
  /** How deep objects and lists nest. */
  readonly bodyDepth: number;
}

/** The JSON of a request; `undefined` when it has no body. */
export async function readBody(request: PlainRequest, { bodyBytes, bodyDepth }: BodyLimits): Promise<unknown> {
  if (request.body === null) return undefined;
  const tooLarge = (): never => refuse(413, CODES.invalid, `The body has more than ${bodyBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytes) return tooLarge();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytes) return tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  text += decoder.decode();
  if (text.trim() === "") return undefined;
  if (isDeeper(text, bodyDepth)) return refuse(400, CODES.invalid, `The body nests deeper than ${bodyDepth} levels.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The text of the parser would repeat what may be personal.
    return refuse(400, CODES.invalid, "The body is no JSON.");
  }
}

/** Counted in the text, before anything recursive sees it. */
function isDeeper(text: string, limit: number): boolean {
  let [depth, inString] = [0, false];
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charCodeAt(place);
    if (inString) {
      if (character === BACKSLASH) place += 1;
      else if (character === QUOTE) inString = false;
    } else if (character === QUOTE) inString = true;
    else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      depth += 1;
      if (depth > limit) return true;
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) depth -= 1;
  }
  return false;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];
