import type { Problem } from "../../../src/http/errors.ts";
import { language } from "../language.ts";

/** The sentence of a problem in the reader's language; the English one of the CPO where there is none. */
export async function problemText(problem: Problem): Promise<string> {
  if (language === "en") return problem.message;
  const { sentence } = await import("../texts/de/problems.ts");
  return sentence(problem) ?? problem.message;
}
