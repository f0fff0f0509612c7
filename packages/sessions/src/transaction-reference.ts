/**
 * Whether a station's transaction reference can name a transaction. 1.6 stations send −1 or 0 for one whose number they
 * never learnt (Q14, F9); our numbers start at 1 (Q16).
 */
export function isUsableReference(transaction: string | undefined): transaction is string {
  return transaction !== undefined && transaction !== "" && !/^(?:0+|-\d+)$/.test(transaction);
}
