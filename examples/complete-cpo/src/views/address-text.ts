/** An address of a connection as people write it: one of IPv4 without the frame of IPv6 that a socket for both puts around it (RFC 4291 §2.5.5.2). */
export function addressText(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
