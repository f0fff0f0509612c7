/** The path below which this CPO lies, e.g. `/t/acme`; empty for the first CPO and for those with a host name of their own. */
export const base = document.querySelector("meta[name=base]")?.getAttribute("content") ?? "";
