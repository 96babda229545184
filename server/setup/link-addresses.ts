import { env } from "../env";

/** The page of a link, and the line that people paste: it holds no sudo (docs/rules.md 8.7). */
export function addressesOf(urlSecret: string): { url: string; command: string } {
  const url = `${env().origin}/i/${urlSecret}`;
  return { url, command: `curl -fsSL ${url}.sh | sh` };
}
