/** The addresses to which a link of a cell may lead. */

const MOST = 2000;

/** IPv4 networks that are not the public internet: first bytes as a number, and how many bits count. */
const PRIVATE: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3]
];

/** Names that only a local network knows. */
const LOCAL = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|arpa)$/;

/**
 * The address as the browser reads it; undefined for one that does not lead out to the public web: a click on
 * it would be a request with the user's cookies to the page's own server, or to one beside it.
 */
export function publicLink(address: string, ownHost = location.hostname): string | undefined {
  if (address.length > MOST) return undefined;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isWeb || url.username || url.password) return undefined;
  const host = url.hostname.replace(/\.+$/, '');
  return isPublic(host) && !areRelated(host, ownHost) ? url.href : undefined;
}

function isPublic(host: string): boolean {
  // A name with a dot; an IPv6 address has none, or brackets.
  if (!host.includes('.') || host.startsWith('[')) return false;
  // The parser has written out whatever stands for an IPv4 address.
  if (/^[\d.]+$/.test(host)) return !PRIVATE.some(([net, bits]) => isWithin(host, net, bits));
  return !LOCAL.test(host);
}

/** One is the other, or below it, so that they may share cookies. */
function areRelated(host: string, own: string): boolean {
  return host === own || host.endsWith(`.${own}`) || own.endsWith(`.${host}`);
}

function isWithin(address: string, net: string, bits: number): boolean {
  const shift = 2 ** (32 - bits);
  return Math.floor(toNumber(address) / shift) === Math.floor(toNumber(net) / shift);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => 256 * sum + Number(byte), 0);
}
