import { CpoError } from "@cpokit/kernel";
import type { Page, Reader } from "@cpokit/storage";
import { everyItem, pageOf, type PageQuery } from "../pages.ts";
import { statements, type Statement } from "./statement.ts";

/** Which statements: all, or those of one payee or site; by the time of issue. */
export interface StatementQuery extends PageQuery {
  readonly payee?: string;
  /** Our location id. */
  readonly location?: string;
}

/** One page of statements. @throws `billing.query` for filters that no index can answer together */
export async function findStatements(reader: Reader, query: StatementQuery = {}): Promise<Page<Statement>> {
  const { payee, location } = query;
  if (payee !== undefined && location !== undefined) throw new CpoError("billing.query", "Statements are found by payee or by location; filter the rest yourself.");
  const value = payee ?? location;
  return reader.find(statements, { index: payee !== undefined ? "byPayee" : location !== undefined ? "byLocation" : "byIssue", ...pageOf(query, value === undefined ? [] : [value]) });
}

/** All statements of a query, oldest first, page by page. */
export function eachStatement(reader: Reader, query: Omit<StatementQuery, "after" | "order" | "limit"> = {}): AsyncGenerator<Statement> {
  return everyItem((place) => findStatements(reader, { ...query, order: "oldest", limit: 100, ...place }));
}
