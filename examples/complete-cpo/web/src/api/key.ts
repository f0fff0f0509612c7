/** The operator key of the link that the terminal prints, `#key=…`; it leaves the address at once, and is shown to the CPO only once, for a login. */
export function takeKeyFromAddress(): string | undefined {
  const given = /^#key=(.+)$/.exec(location.hash)?.[1];
  if (given === undefined) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(given);
}
