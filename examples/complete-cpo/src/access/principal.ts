import { PERMISSIONS, type Permission } from "./permissions.ts";

/** Who asks, and what that account may do. */
export interface Principal {
  /** As it is written into journals and the audit log. */
  readonly actor: string;
  readonly permissions: ReadonlySet<Permission>;
  /** The locations that it is limited to; absent: all of them. */
  readonly locations?: readonly string[];
  /** The id of the user; absent for keys. */
  readonly user?: string;
  /** The id of the login, where somebody signed in with a browser. */
  readonly login?: string;
  /** Nothing but the own account can be used before the password is replaced. */
  readonly mustChangePassword?: boolean;
}

/** Whoever has the operator key of the installation may do everything. */
export const OPERATOR: Principal = { actor: "operator", permissions: new Set(PERMISSIONS) };
