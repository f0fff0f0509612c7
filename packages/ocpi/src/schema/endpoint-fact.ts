/** One request that a module of a version answers, on the URL that version details advertise for module and role. */
export interface EndpointFact {
  readonly module: string;
  /** Versions before 2.2 do not advertise it; there the facts tell whose interface it is. */
  readonly role: "SENDER" | "RECEIVER";
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments behind the advertised URL; `{name}` stands for any value. */
  readonly path: readonly string[];
  /** The object in the body. */
  readonly takes?: string;
  /** The body may be missing. */
  readonly isBodyOptional?: true;
  /** The body has some of the members of the object. */
  readonly isPartial?: true;
  /** The object in `data` of the response. */
  readonly gives?: string;
  /** `data` is a page of such objects. */
  readonly isList?: true;
  /** Query parameters that must be given. */
  readonly requires?: readonly string[];
}
