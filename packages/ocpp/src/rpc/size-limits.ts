import { utf8Length } from "../codec/utf8.ts";

/** How large messages may be. */
export interface SizeLimits {
  readonly messageBytes: number;
  readonly actionBytes: ReadonlyMap<string, number>;
  /** A text of no more characters than this is within every limit. */
  readonly surelyFits: number;
}

export function sizeLimits(messageBytes = Number.POSITIVE_INFINITY, actionBytes: Readonly<Record<string, number>> = {}): SizeLimits {
  const byAction = new Map(Object.entries(actionBytes));
  return { messageBytes, actionBytes: byAction, surelyFits: Math.floor(Math.min(messageBytes, ...byAction.values()) / MOST_BYTES_OF_A_CODE_UNIT) };
}

/** The sentence that refuses a message of this action for its size, or `undefined` when it fits. */
export function oversize({ messageBytes, actionBytes, surelyFits }: SizeLimits, action: string, text: string): string | undefined {
  if (text.length <= surelyFits) return undefined;
  const limit = actionBytes.get(action) ?? messageBytes;
  return utf8Length(text) > limit ? `A message of ${action} may have ${limit} bytes here.` : undefined;
}

const MOST_BYTES_OF_A_CODE_UNIT = 3;
