import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buildCollector, buildInstaller, keyLines } from "../build";
import type { AgentSources } from "../sources";

/** What a test makes the portal do differently; everything else follows docs/machine-api.md. */
export interface PortalBehavior {
  /** The collect answer's fields instead of `ready`. */
  collect?: Record<string, unknown>;
  /** Problem details instead of an answer, by path. */
  refuse: Record<string, { status: number; code: string; detail: string }>;
  /** Enrolled without a license. */
  pending: boolean;
  /** Seconds that the portal's clock is ahead. */
  clockAhead: number;
  /** Claims laid over those of the license document. */
  license: Record<string, unknown>;
  /** Fields laid over the next heartbeats' answers. */
  heartbeat: Record<string, unknown>;
  configuration: Record<string, unknown>;
  files: { name: string; content: Buffer }[];
  /** Changes the finished text of the installer after it was signed, or of a JWS. */
  tamper: {
    installer?: (text: string) => string;
    envelope?: (jws: string) => string;
    license?: (jws: string) => string;
  };
  label: string;
  usageStatus: number;
}

export interface SeenRequest {
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a machine sent is whatever it sent; the tests look into it.
  body: any;
  authorization: string;
}

const SEAT_SERIAL = "SN-1";

/** A portal for tests: its answers and checks are real, its data lives in memory. */
export class TestPortal {
  readonly seen: SeenRequest[] = [];
  readonly installerKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly licenseKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly behavior: PortalBehavior;
  origin = "";
  machineKey: KeyObject | undefined;
  faults: string[] = [];
  released = 0;
  private seq = 1;
  private server: Server | undefined;

  constructor(
    private readonly sources: AgentSources,
    readonly service: "cloud-backup" | "compute-node",
    behavior: Partial<PortalBehavior> = {},
  ) {
    this.behavior = {
      refuse: {},
      pending: false,
      clockAhead: 0,
      license: {},
      heartbeat: {},
      configuration: {},
      files: [],
      tamper: {},
      label: "Acme",
      usageStatus: 204,
      ...behavior,
    };
  }

  async open(): Promise<this> {
    this.server = createServer((request, response) => {
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
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  now(): number {
    return Math.floor(Date.now() / 1000) + this.behavior.clockAhead;
  }

  requests(path: string): SeenRequest[] {
    return this.seen.filter((request) => request.path === path);
  }

  collector(): string {
    return buildCollector(this.sources, {
      ORIGIN: this.origin,
      TOKEN: "token-1",
      INSTALLER_KEYS: keyLines([{ kid: "inst-1", pem: pem(this.installerKey.publicKey) }]),
      SERVICE: this.service,
      LINK_URL: `${this.origin}/i/secret`,
      ALLOCATION_FRACTION_PERMILLE: "500",
      ALLOCATION_RESERVE_BYTES: String(5n * 1024n ** 3n),
      ALLOCATION_RESERVE_PERMILLE: "50",
      ALLOCATION_STEP_BYTES: String(1024n ** 3n),
      CA_CERTIFICATE: "",
    });
  }

  installer(): string {
    const envelope = this.jws(this.installerKey.privateKey, "inst-1", {
      iss: this.origin,
      jti: "env-1",
      tok: "tok-1",
      aud: "installer",
      svc: this.service,
      os: "linux",
      lic: "lic_1",
      acct: "ACME",
      label: this.behavior.label,
      ser: SEAT_SERIAL,
      exp: this.now() + 3600,
    });
    const manifest = this.jws(this.installerKey.privateKey, "inst-1", {
      iss: this.origin,
      aud: "manifest",
      service: this.service,
      version: "1",
      files: this.behavior.files.map(({ name, content }) => ({
        name,
        url: `/i/artefacts/${sha256(content)}`,
        sha256: sha256(content),
        bytes: content.length,
      })),
      exp: this.now() + 3600,
    });
    return buildInstaller(this.sources, {
      ORIGIN: this.origin,
      ENVELOPE: this.behavior.tamper.envelope?.(envelope) ?? envelope,
      INSTALLER_KEYS: keyLines([{ kid: "inst-1", pem: pem(this.installerKey.publicKey) }]),
      LICENSE_KEYS: keyLines([{ kid: "lic-1", pem: pem(this.licenseKey.publicKey) }]),
      MANIFEST: manifest,
      SERVICE: this.service,
      CA_CERTIFICATE: "",
    });
  }

  /** A compact JWS ES256 as the portal makes it: raw r||s, kid in the header. */
  jws(key: KeyObject, kid: string, payload: unknown, typ = "JWT"): string {
    const signed = `${b64({ alg: "ES256", typ, kid })}.${b64(payload)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  }

  licenseDocument(claims: Record<string, unknown> = {}): string {
    const jwk = this.machineKey?.export({ format: "jwk" });
    const jkt = createHash("sha256")
      .update(JSON.stringify({ crv: "P-256", kty: "EC", x: jwk?.x, y: jwk?.y }))
      .digest("base64url");
    const seq = this.seq;
    const document = this.jws(
      this.licenseKey.privateKey,
      "lic-1",
      {
        iss: this.origin,
        aud: "mach_1",
        sub: "ACME",
        jti: `doc-${seq}`,
        lic: "lic_1",
        kind: "standard",
        service: this.service,
        features: ["a", "b"],
        limits: { seats: 1 },
        machineJkt: jkt,
        nbf: this.now() - 60,
        exp: this.now() + 604800,
        seq,
        ...this.behavior.license,
        ...claims,
      },
      "lic+jws",
    );
    return this.behavior.tamper.license?.(document) ?? document;
  }

  nextLicense(claims: Record<string, unknown> = {}): string {
    this.seq += 1;
    return this.licenseDocument(claims);
  }

  configurationDocument(): string {
    return this.jws(this.licenseKey.privateKey, "lic-1", {
      aud: "mach_1",
      version: "v1",
      service: this.service,
      intervalSeconds: 1,
      ...this.behavior.configuration,
    });
  }

  revocations(jti: string[], seq = 1, state?: string): string {
    return this.jws(this.licenseKey.privateKey, "lic-1", { seq, jti, state });
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
        return this.behavior.collect ?? this.ready();
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

  private ready(): Record<string, unknown> {
    const text = this.installer();
    const file = Buffer.from(text);
    const signature = this.jws(this.installerKey.privateKey, "inst-1", {
      iss: this.origin,
      aud: "installer-file",
      sha256: sha256(file),
      bytes: file.length,
      exp: this.now() + 600,
      machine: "mach_1",
    });
    const sent = Buffer.from(this.behavior.tamper.installer?.(text) ?? text);
    return { status: "ready", machineId: "mach_1", installer: sent.toString("base64"), signature };
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

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
