/** What an account may be allowed to look at or to change. */
export const AREAS = ["overview", "stations", "sessions", "cdrs", "tariffs", "tokens", "drivers", "locations", "charging", "maintenance", "billing", "roaming", "reports", "users", "audit", "settings", "tenants"] as const;
export type Area = (typeof AREAS)[number];

/** `stations:read` looks, `stations:write` changes, `stations:command` makes a station do something, `charging:signal` says what grid and market want. */
export type Permission = `${Area}:read` | `${Area}:write` | "stations:command" | "charging:signal";

export const PERMISSIONS: readonly Permission[] = [...AREAS.flatMap((area) => [`${area}:read`, `${area}:write`] as const), "stations:command", "charging:signal"];

/** What an account is for. */
export const ROLES = ["viewer", "operator", "billing", "admin"] as const;
export type Role = (typeof ROLES)[number];

const looks: readonly Permission[] = ["overview:read", "stations:read", "sessions:read", "cdrs:read", "tariffs:read", "tokens:read", "drivers:read", "locations:read", "charging:read", "maintenance:read", "roaming:read", "reports:read"];

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: looks,
  operator: [...looks, "overview:write", "stations:write", "stations:command", "sessions:write", "tokens:write", "drivers:write", "locations:write", "charging:write", "charging:signal", "maintenance:write"],
  billing: [...looks, "sessions:write", "cdrs:write", "tariffs:write", "tokens:write", "drivers:write", "billing:read", "billing:write", "reports:write"],
  admin: PERMISSIONS,
};

/** Everything that the roles allow together. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => granted[role]));
}
