/** The OCPI versions that this package speaks. */
export type OcpiVersion = "2.1.1" | "2.2.1" | "2.3.0";

/** One field of an object. */
export interface FieldFact {
  /** `1` required, `?` optional (null is absent), `*` list, `+` list with at least one element. */
  readonly is: "1" | "?" | "*" | "+";
  /** A primitive, an enum or an object of the same version. */
  readonly type: string;
  /** In characters. */
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** One of the fields with this mark must be given. */
  readonly choice?: boolean;
}

/** All objects and enums of one version. */
export interface VersionFacts<Version extends OcpiVersion = OcpiVersion> {
  readonly version: Version;
  readonly objects: Readonly<Record<string, Readonly<Record<string, FieldFact>>>>;
  readonly enums: Readonly<Record<string, { readonly open: boolean; readonly values: readonly string[] }>>;
}
