import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerIdentity } from "../../agent/testing/private-ca";

/** A TLS proxy as an operator puts it in front: it ends TLS and passes requests on by http. */
export class TlsProxy {
  private constructor(
    readonly origin: string,
    private readonly server: ReturnType<typeof createServer>,
    private readonly target: { url: string },
  ) {}

  static async open(identity: ServerIdentity): Promise<TlsProxy> {
    const target = { url: "" };
    const server = createServer(identity, (incoming, outgoing) => {
      const headers = {
        ...incoming.headers,
        "x-forwarded-proto": "https",
        "x-forwarded-for": incoming.socket.remoteAddress,
      };
      const there = request(
        new URL(incoming.url ?? "/", target.url),
        { method: incoming.method, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      there.on("error", () => outgoing.headersSent || outgoing.writeHead(502).end());
      incoming.pipe(there);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return new TlsProxy(`https://localhost:${(server.address() as AddressInfo).port}`, server, target);
  }

  /** Passes requests on to here from now on. */
  lead(url: string): void {
    this.target.url = url;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
