import { env } from "../env";

/** The page of a link, and the line that people paste: it holds no sudo (installers.md section 11.3). */
export function addressesOf(urlSecret: string): { url: string; command: string } {
  const url = `${env().origin}/i/${urlSecret}`;
  return { url, command: `curl -fsSL ${url}.sh | sh` };
}
