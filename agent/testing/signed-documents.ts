import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { buildCollector, buildInstaller, keyLines } from "../build";
import type { AgentSources } from "../sources";
import { ordinaryBehavior, type PortalBehavior } from "./portal-behavior";

const SEAT_SERIAL = "SN-1";

/** What a portal signs, and the scripts that it makes of that: real documents of one customer, machine and license. */
export class SignedDocuments {
  readonly installerKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly licenseKey = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly behavior: PortalBehavior;
  origin = "";
  /** The private CA that machines are to trust, as PEM. */
  ca = "";
  machineKey: KeyObject | undefined;
  private seq = 1;

  constructor(
    private readonly sources: AgentSources,
    readonly service: "cloud-backup" | "compute-node",
    behavior: Partial<PortalBehavior> = {},
  ) {
    this.behavior = { ...ordinaryBehavior(), ...behavior };
  }

  /** The portal's time, in seconds since 1970. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.behavior.clockAhead;
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
      CA_CERTIFICATE: this.ca,
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
      CA_CERTIFICATE: this.ca,
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

  /** The installer as the collect answer holds it, with its signature. */
  signedInstaller(): { installer: string; signature: string } {
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
    return { installer: sent.toString("base64"), signature };
  }
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
export const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
