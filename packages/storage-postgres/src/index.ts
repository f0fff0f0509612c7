export { createPostgresDriver, type PostgresDriver, type PostgresDriverOptions } from "./postgres-driver.ts";
export type { DatabaseOptions } from "./database.ts";
export type { TimePartitions } from "./partitions.ts";
