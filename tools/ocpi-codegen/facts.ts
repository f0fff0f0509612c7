/** One field as the digest of a version tells it. */
export interface FieldFact {
  readonly type: string;
  /** `1` required, `?` optional, `*` list, `+` list with at least one element. */
  readonly cardinality: "1" | "?" | "*" | "+";
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly regex?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxDigits?: number;
  /** Member of a group of which one is given. */
  readonly choice?: string;
  readonly extension?: string;
}

export interface EnumFact {
  readonly values: readonly string[];
  /** Values of the extensions. */
  readonly extensionValues: readonly string[];
  /** Unknown values must be kept. */
  readonly open: boolean;
}

export interface Facts {
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, FieldFact>>;
  readonly modules: ReadonlyMap<string, string>;
  readonly enums: ReadonlyMap<string, EnumFact>;
}

interface RawField extends FieldFact {
  readonly erratum?: { readonly maxLength?: number };
}

/** Reads a digest; where a correction of the same version allows more characters, the larger length counts (E15, E16). */
export function readFacts(text: string): Facts {
  const { $meta, enums, ...objects } = JSON.parse(text) as {
    readonly $meta: { readonly index: Readonly<Record<string, { readonly module: string }>> };
    readonly enums: Readonly<Record<string, { readonly values: readonly string[]; readonly open: boolean; readonly extensionValues?: Readonly<Record<string, readonly string[]>> | readonly string[] }>>;
  } & Readonly<Record<string, Readonly<Record<string, RawField>>>>;
  return {
    objects: new Map(Object.entries(objects).map(([name, fields]) => [name, new Map(Object.entries(fields).map(([field, fact]) => [field, corrected(fact)]))])),
    modules: new Map(Object.entries($meta.index).map(([name, { module }]) => [name, module])),
    enums: new Map(Object.entries(enums).map(([name, { values, open, extensionValues = [] }]) => [name, { values, open, extensionValues: Object.values(extensionValues).flat() }])),
  };
}

function corrected({ erratum, ...fact }: RawField): FieldFact {
  const maxLength = Math.max(fact.maxLength ?? 0, erratum?.maxLength ?? 0);
  return maxLength === 0 ? fact : { ...fact, maxLength };
}
