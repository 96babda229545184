import { env } from "../env";
import { caAddress, privateCa } from "./private-ca";

type System = "linux" | "darwin";

const fetchers = {
  curl: { blind: "curl -fsSk -o", fetch: "curl -fsSL", trusting: "--cacert" },
  wget: { blind: "wget -q --no-check-certificate -O", fetch: "wget -qO-", trusting: "--ca-certificate" },
};
/** Both print their own sentence where the sum is another. macOS has the second one. */
const checkSum: Record<System, string> = { linux: "sha256sum -c -", darwin: "shasum -a 256 -c -" };

/** The page of a link, and the line that people paste: it holds no sudo (docs/rules.md 8.7). */
export function addressesOf(urlSecret: string, os: System): { url: string; command: string } {
  const url = `${env().origin}/i/${urlSecret}`;
  return { url, command: installLine("curl", url, os) };
}

/**
 * The line that fetches and runs a link's collector. With a private CA it fetches that CA's certificates first, without
 * any trust, and goes on only where they are those whose SHA-256 it carries: the link's secret is sent to nobody else.
 */
export function installLine(program: "curl" | "wget", url: string, os: System): string {
  const { blind, fetch, trusting } = fetchers[program];
  const ca = privateCa();
  if (!ca) return `${fetch} ${url}.sh | sh`;
  const trusted = `ca=$(mktemp) && ${blind} "$ca" ${caAddress()} && echo "${ca.sha256}  $ca" | ${checkSum[os]}`;
  return `${trusted} && ${fetch} ${trusting} "$ca" ${url}.sh | sh`;
}
