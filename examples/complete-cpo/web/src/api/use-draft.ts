import { useState } from "react";
import type { RequestProblem } from "./request.ts";

/** What was filled in, as the body of a request: its fields are those of the API; what is missing or wrong is said by the server, field by field. */
export function drafted<Body>(given: { readonly [Field in keyof NoInfer<Body>]?: unknown }): Body {
  return given as Body;
}

/** The fields of a form, as they were typed. */
export interface Draft<Name extends string> {
  readonly given: Readonly<Partial<Record<Name, string>>>;
  /** What an input needs: its text, and what the server says of it. */
  readonly field: (name: Name) => { readonly value: string; readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void; readonly error: string | undefined };
  readonly set: (name: Name, value: string) => void;
  /** What was filled in, without the space around it. */
  readonly filled: () => readonly (readonly [Name, string])[];
}

/** Keeps what is typed into a form, and shows at each field what was wrong with it. */
export function useDraft<Name extends string>(initial: Readonly<Partial<Record<Name, string>>>, problem: RequestProblem | undefined): Draft<Name> {
  const [given, setGiven] = useState(initial);
  const set = (name: Name, value: string): void => setGiven((before) => ({ ...before, [name]: value }));
  return {
    given, set,
    field: (name) => ({ value: given[name] ?? "", onChange: ({ currentTarget: { value } }) => set(name, value), error: problem?.problem.field === name ? problem.message : undefined }),
    filled: () => (Object.entries(given) as [Name, string][]).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== ""),
  };
}
