import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Key and certificate of a server, as PEM. */
export type ServerIdentity = { key: string; cert: string };

/** A certification authority of a test, made with openssl. */
export class PrivateCa {
  private readonly folder = mkdtempSync(join(tmpdir(), "spillway-ca-"));
  private issued = 0;

  constructor(name: string) {
    const about = ["-x509", "-subj", `/O=Spillway test/CN=${name}`, "-days", "3650", "-out", this.file("ca.pem")];
    const use = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"];
    this.openssl("req", ...this.newKey("ca.key"), ...about, ...use);
  }

  /** The CA's own certificate. */
  get pem(): string {
    return readFileSync(this.file("ca.pem"), "utf8");
  }
  get path(): string {
    return this.file("ca.pem");
  }

  /** For `localhost` and 127.0.0.1, or for another host alone; `days` may be 0: it has expired. */
  issue({ host = "localhost", days = 30 } = {}): ServerIdentity {
    const name = `server-${++this.issued}`;
    this.openssl(
      "req",
      "-new",
      ...this.newKey(`${name}.key`),
      "-subj",
      `/CN=${host}`,
      "-out",
      this.file(`${name}.csr`),
    );
    const names = host === "localhost" ? "DNS:localhost,IP:127.0.0.1" : `DNS:${host}`;
    writeFileSync(this.file("extensions"), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`);
    const signer = ["-CA", this.file("ca.pem"), "-CAkey", this.file("ca.key"), "-CAcreateserial"];
    const about = ["-days", String(days), "-extfile", this.file("extensions"), "-out", this.file(`${name}.pem`)];
    this.openssl("x509", "-req", "-in", this.file(`${name}.csr`), ...signer, ...about);
    return { key: this.read(`${name}.key`), cert: this.read(`${name}.pem`) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private newKey(name: string): string[] {
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", this.file(name)];
  }
  private openssl(...args: string[]): void {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  }
  private file(name: string): string {
    return join(this.folder, name);
  }
  private read(name: string): string {
    return readFileSync(this.file(name), "utf8");
  }
}
