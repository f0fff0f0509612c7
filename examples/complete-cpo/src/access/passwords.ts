/** Every guesser tries these first; NIST SP 800-63B §5.1.1.2 wants them refused. Compared without digits and signs at the end. */
const COMMON = new Set(["password", "passwort", "qwertyuiop", "qwertzuiop", "administrator", "letmein", "welcome", "iloveyou", "changeme", "charging", "chargepoint", "operator"]);
const SHORTEST = 12;
const LONGEST = 128;

/** The rule that a password breaks, as the end of a sentence; `undefined` when it is good. Length counts, kinds of characters do not (NIST SP 800-63B). */
export function passwordRule(password: string, name: string): string | undefined {
  if (password.length < SHORTEST) return `must not be shorter than ${SHORTEST} characters`;
  if (password.length > LONGEST) return `must not be longer than ${LONGEST} characters`;
  const small = password.toLowerCase();
  const [person = ""] = name.toLowerCase().split("@");
  if (person.length > 3 && small.includes(person)) return "must not contain the name of the account";
  if (new Set(small).size < 5) return "must have at least five different characters";
  if (COMMON.has(small.replace(/[^a-z]+$/, "")) || isSequence(small)) return "must not be one that everybody tries first";
  return undefined;
}

/** 123456789012, abcdefghijkl. */
function isSequence(text: string): boolean {
  const steps = Array.from(text.slice(1), (letter, index) => letter.charCodeAt(0) - text.charCodeAt(index));
  return steps.filter((step) => Math.abs(step) === 1).length >= text.length - 2;
}
