/** What stands for a hidden value. */
export const REDACTED = "***";

/** Fields whose text is a secret or a token, in every version. The `idToken` that is an object is looked into. */
const SECRET_FIELD = /^(idTag|parentIdTag|(group|additional)?idTokens?|[a-z]*password|simPin|exiRequest|exiResponse)$/i;

/** Names of configuration keys (1.6) and variables (2.x) whose values are secrets. */
const SECRET_NAME = /password|authorizationkey|secret|pin$|^masterpass/i;

const VALUE_FIELD = /^(attribute)?value$/i;

/** A longer text is not looked into, so that hostile input costs little. */
const LONGEST_TEXT = 65_536;
const DEEPEST = 50;

/**
 * The text of a message with credentials and token ids replaced by `***`, for logs: `idTag`, `idToken` and the like, passwords, the
 * values of secret configuration keys and variables, the user part of URLs. A text that cannot be read is hidden but for its length.
 */
export function redactMessage(text: string): string {
  if (text.length > LONGEST_TEXT) return `(${text.length} characters)`;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return `(${text.length} characters that are not JSON)`;
  }
  return JSON.stringify(redacted(message, false, 0));
}

function redacted(value: unknown, hidesValues: boolean, depth: number): unknown {
  if (depth > DEEPEST) return REDACTED;
  if (typeof value === "string") return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, `$1${REDACTED}@`);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redacted(item, hidesValues, depth + 1));
  const isSecret = hidesValues || namesSecret(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const hides = SECRET_FIELD.test(name) || (isSecret && VALUE_FIELD.test(name));
      return [name, hides && !isObject(field) ? REDACTED : redacted(field, isSecret, depth + 1)];
    }),
  );
}

/** `{ key: "AuthorizationKey", value }` of 1.6, `{ variable: { name: "BasicAuthPassword" }, attributeValue }` of 2.x. */
function namesSecret(value: object): boolean {
  const name = "key" in value ? value.key : "variable" in value && isObject(value.variable) ? value.variable["name"] : undefined;
  return typeof name === "string" && SECRET_NAME.test(name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
