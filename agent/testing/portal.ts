import { createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerIdentity } from "./private-ca";
import { SignedDocuments, sha256 } from "./signed-documents";

export interface SeenRequest {
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a machine sent is whatever it sent; the tests look into it.
  body: any;
  authorization: string;
}

/** A portal for tests: its answers and checks are real, its data lives in memory. */
export class TestPortal extends SignedDocuments {
  readonly seen: SeenRequest[] = [];
  faults: string[] = [];
  released = 0;
  private server: Server | TlsServer | undefined;

  /** `identity`: by https, under this key and certificate. */
  async open(identity?: ServerIdentity): Promise<this> {
    const listener: RequestListener = (request, response) => {
      this.read(request)
        .then((body) => {
          const { status, value } = this.answer(request, body);
          if (Buffer.isBuffer(value)) response.writeHead(status).end(value);
          else if (status === 204) response.writeHead(204).end();
          else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
        })
        .catch((error: Error) => {
          // A machine that was stopped in the middle of a request sent nothing; anything else is a fault.
          if (!request.destroyed || request.complete) this.faults.push(`${request.url}: ${error.message}`);
          response.destroy();
        });
    };
    this.server = identity ? createTlsServer(identity, listener) : createServer(listener);
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    this.origin = identity ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
    return this;
  }

  /** Goes on under another key and certificate. */
  renew(identity: ServerIdentity): void {
    (this.server as TlsServer).setSecureContext(identity);
    this.server?.closeAllConnections();
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  requests(path: string): SeenRequest[] {
    return this.seen.filter((request) => request.path === path);
  }

  private async read(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  private answer(request: IncomingMessage, raw: Buffer): { status: number; value?: unknown } {
    const path = request.url ?? "";
    const authorization = request.headers.authorization ?? "";
    let body: unknown = raw.toString();
    try {
      body = raw.length ? JSON.parse(raw.toString()) : undefined;
    } catch {
      this.faults.push(`${path}: not JSON: ${raw.toString().slice(0, 200)}`);
    }
    this.seen.push({ path, body, authorization });
    const serverTime = this.now();
    const refusal = this.behavior.refuse[path];
    if (refusal)
      return { status: refusal.status, value: { type: "about:blank", title: "Refused", ...refusal, serverTime } };
    const file = this.behavior.files.find(({ content }) => path === `/i/artefacts/${sha256(content)}`);
    if (file) return { status: 200, value: file.content };
    const enrolment = authorization.startsWith("Enrolment ") && path === "/api/machines/report";
    if (path.startsWith("/api/") && !/(collect|enrol)$/.test(path) && !enrolment && !this.tokenIsRight(authorization)) {
      return { status: 401, value: { detail: "The machine's token is not right.", serverTime } };
    }
    const value = this.handle(path, body as SeenRequest["body"]);
    if (path === "/api/v1/events") return { status: this.behavior.usageStatus, value: { serverTime } };
    return value
      ? { status: 200, value: { ...value, serverTime } }
      : { status: 404, value: { detail: "Not here.", serverTime } };
  }

  private handle(path: string, body: SeenRequest["body"]): Record<string, unknown> | undefined {
    switch (path) {
      case "/api/machines/collect":
        this.machineKey = createPublicKey(body.publicKey);
        return this.behavior.collect ?? { status: "ready", machineId: "mach_1", ...this.signedInstaller() };
      case "/api/machines/enrol":
        this.machineKey = createPublicKey(body.publicKey);
        this.check("enrol", body.envelope, body.signature);
        return {
          machineId: "mach_1",
          state: this.behavior.pending ? "pending_approval" : "enrolled",
          joinState: "join-1",
          intervalSeconds: 1,
          configuration: this.configurationDocument(),
          ...(this.behavior.pending ? {} : { license: this.licenseDocument() }),
        };
      case "/api/machines/acknowledge":
        this.check("acknowledge", `ack|${body.jti}|${body.seq}`, body.signature);
        return { state: "acknowledged" };
      case "/api/machines/heartbeat":
        return { joinState: "join-2", intervalSeconds: 1, ...this.behavior.heartbeat };
      case "/api/machines/release":
        this.released += 1;
        return { state: "released" };
      case "/api/machines/report":
      case "/api/v1/events":
        return { state: "noted" };
      default:
        return undefined;
    }
  }

  private check(what: string, text: string, signature: string): void {
    const right =
      this.machineKey && verify("sha256", Buffer.from(text), this.machineKey, Buffer.from(signature, "base64"));
    if (!right) this.faults.push(`${what}: signature wrong`);
  }

  private tokenIsRight(authorization: string): boolean {
    const [head, claims, signature] = authorization.replace(/^Bearer /, "").split(".");
    if (!head || !claims || !signature || !this.machineKey) return false;
    const { aud, iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
    const { alg, kid } = JSON.parse(Buffer.from(head, "base64url").toString());
    if (alg !== "ES256" || kid !== "mach_1" || aud !== this.origin || exp - iat !== 300) return false;
    if (Math.abs(iat - this.now()) > 60) return false;
    return verify("sha256", Buffer.from(`${head}.${claims}`), this.machineKey, Buffer.from(signature, "base64url"));
  }
}
