export { createSqliteDriver, type SqliteDriverOptions } from "./sqlite-driver.ts";
export type { SqliteEngine, SqliteStatement, SqliteValue } from "./engine.ts";
