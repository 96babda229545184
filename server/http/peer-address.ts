import { IncomingMessage, Server } from "node:http";

export const peerHeader = "x-spillway-peer";
const held = globalThis as typeof globalThis & { spillwayPeersMarked?: boolean };

/** Whether this process overwrites the mark on each request; only then is it more than what a client claims. */
export const peersAreMarked = (): boolean => held.spillwayPeersMarked === true;

/**
 * From now on every HTTP request of this process carries the address of its socket, whatever the client sent under that
 * name. Next shows route handlers no socket, and an `x-forwarded-for` that a client made up looks like a proxy's.
 */
export function markPeerAddresses(): void {
  if (held.spillwayPeersMarked) return;
  held.spillwayPeersMarked = true;
  const emit = Server.prototype.emit;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...rest: unknown[]): boolean {
    const [message] = rest;
    if (event === "request" && message instanceof IncomingMessage)
      message.headers[peerHeader] = message.socket.remoteAddress ?? "unknown";
    return Reflect.apply(emit, this, [event, ...rest]) as boolean;
  } as typeof emit;
}
