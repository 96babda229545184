import { BlockList, isIP } from "node:net";
import { env } from "../env";
import { peerHeader, peersAreMarked } from "./connections";

/** `::ffff:127.0.0.1` and `127.0.0.1` are the same caller. */
const plain = (address: string) => address.trim().replace(/^::ffff:(?=\d+\.)/i, "");

/** Reads `SPILLWAY_TRUSTED_PROXIES`: addresses and CIDR ranges, separated by commas. What is neither is ignored. */
export function trustedProxies(list: string): BlockList {
  const block = new BlockList();
  for (const entry of list.split(",").map((text) => text.trim())) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address);
    if (family === 0) continue;
    const type = family === 4 ? "ipv4" : "ipv6";
    if (bits === undefined) block.addAddress(address, type);
    else block.addSubnet(address, Number(bits), type);
  }
  return block;
}

/**
 * The address of the caller: the socket's, or, where that is a trusted proxy, the last one in `forwarded` that is not.
 * A chain that holds something else than addresses ends there, at the proxy that passed it on.
 */
export function addressBehind(peer: string, forwarded: string | null, trusted: BlockList): string {
  const isTrusted = (address: string) => {
    const family = isIP(address);
    return family !== 0 && trusted.check(address, family === 4 ? "ipv4" : "ipv6");
  };
  let address = plain(peer);
  for (const hop of (forwarded ?? "").split(",").map(plain).reverse()) {
    if (!isTrusted(address) || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/**
 * What limits count an address as: of IPv6 the first 64 bits, within which one host may have any number of addresses.
 * What is no address stays as it is.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const [first, last] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":"))) as [string[], string[]];
  const between = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length - (tail.includes(".") ? 1 : 0));
  const groups = [...first, ...Array<string>(between).fill("0"), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** The caller's address of a request, or `unknown` where the process does not mark its sockets (connections.ts). */
export function addressOf(request: { headers: Pick<Headers, "get"> }): string {
  const peer = peersAreMarked() ? request.headers.get(peerHeader) : null;
  if (!peer) return "unknown";
  return addressBehind(peer, request.headers.get("x-forwarded-for"), trustedProxies(env().SPILLWAY_TRUSTED_PROXIES));
}
