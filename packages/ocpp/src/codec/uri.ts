const PLAIN = String.raw`a-z0-9._~!$&'()*+,;=\-`;
const name = `(?:[${PLAIN}]|%[0-9a-f]{2})`;
const userInfo = `(?:[${PLAIN}:]|%[0-9a-f]{2})`;
const segment = `(?:[${PLAIN}:@]|%[0-9a-f]{2})`;
const path = `(?:[${PLAIN}:@/]|%[0-9a-f]{2})`;
const query = `(?:[${PLAIN}:@/?]|%[0-9a-f]{2})`;
const authority = String.raw`(?:${userInfo}*@)?(?:\[[0-9a-fv:.]+\]|${name}*)(?::\d*)?`;

/** RFC 3986: scheme, then an authority with a path, or a path that is not empty; then query and fragment. */
const URI = new RegExp(String.raw`^[a-z][a-z0-9+.\-]*:(?://${authority}(?:/${path}*)?|/?${segment}${path}*|/)(?:\?${query}*)?(?:#${query}*)?$`, "i");

/** True for an absolute URI (RFC 3986), the format of `location` in OCPP 1.6. */
export function isUri(text: string): boolean {
  return URI.test(text);
}
