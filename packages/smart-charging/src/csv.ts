/** A row of a table, and the line (from 1) on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of a CSV (RFC 4180; comma, semicolon or tab) that are not empty; `unclosed` is the line on which a quote is opened and never closed. */
export function csvRows(text: string): { readonly rows: readonly CsvRow[]; readonly unclosed?: number } {
  const body = text.replace(/^\uFEFF/, "");
  const first = body.split(/[\r\n]/, 1)[0]!;
  const separator = [";", "\t", ","].find((one) => first.includes(one)) ?? ",";
  const rows: CsvRow[] = [];
  let [cells, cell, quoted, line, begun]: [string[], string, boolean, number, number] = [[], "", false, 1, 1];
  const end = (): void => {
    if (cells.length > 0 || cell.trim() !== "") rows.push({ line: begun, cells: [...cells, cell] });
    [cells, cell] = [[], ""];
  };
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at]!;
    if (letter === "\n") line += 1;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (body[at + 1] === '"') cell += body[(at += 1)]!;
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === separator) {
      cells.push(cell);
      cell = "";
    } else if (letter === "\n") {
      end();
      begun = line;
    } else if (letter !== "\r") cell += letter;
  }
  end();
  return quoted ? { rows: rows.slice(0, -1), unclosed: begun } : { rows };
}

/** A number as a spreadsheet writes it, with a point or a comma. */
export function csvNumber(text: string): number | undefined {
  const parsed = text === "" ? Number.NaN : Number(text.replace(",", "."));
  return Number.isFinite(parsed) ? parsed : undefined;
}
