/** What is wrong in a file: where, which field, and the rule that it breaks. */
export interface Fault {
  readonly file: string;
  /** `line 7` of a CSV file, `element 6` of a JSON array; absent for the file as a whole. */
  readonly place?: string;
  /** As the file names it. */
  readonly field?: string;
  /** What would be right. */
  readonly rule: string;
}

/** `sessions.csv, line 7, stop_value: must be a number of Wh, such as 12500; it is "12,5"` */
export function describeFault({ file, place, field, rule }: Fault): string {
  return `${[file, place, field].filter((part) => part !== undefined).join(", ")}: ${rule}`;
}
