/** Message ids that are unique across processes and connections, short, and cheap: a random prefix and a counter. */
export function createMessageIds(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}-${(count += 1).toString(36)}`;
}
