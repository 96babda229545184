import { inProvider, type Request } from "../../context";
import { sha256 } from "../../keys/link-secrets";
import { collectorOf } from "../../setup/collector";
import { caAddress, privateCa } from "../../setup/private-ca";

/**
 * User data of an overflow machine: origin, resource, one-use join code, the script's hash, with a private CA that of
 * its certificates, and nothing else (docs/rules.md 8.6). It fetches the ordinary collector, checks it and runs it, as
 * every machine does.
 */
export async function overflowUserData(
  request: Request,
  input: { customerId: string; linkId: string; resourceId: string },
): Promise<string> {
  const { script, url } = await inProvider(request, (ctx) =>
    collectorOf(ctx, { customerId: input.customerId, linkId: input.linkId }),
  );
  const ca = privateCa();
  // Fetched without trust, and trusted by its hash alone: the join code goes to nobody else.
  const trust = ca
    ? `ca=$(mktemp)
  ${fetched("ca", caAddress(), { curl: "-fsSk", wget: "-q --no-check-certificate -O" })}
  ${checked("ca", ca.sha256)}
  `
    : "";
  return `#!/bin/sh
# Spillway virtual resource ${input.resourceId}
main() {
  set -eu
  ${trust}file=$(mktemp)
  ${fetched("file", url, { curl: `-fsSL${ca ? ' --cacert "$ca"' : ""}`, wget: `-q${ca ? ' --ca-certificate="$ca"' : ""} -O` })}
  ${checked("file", sha256(script))}
  sh "$file" --wait
  rm -f "$file"
}
main
`;
}

const fetched = (name: string, url: string, { curl, wget }: { curl: string; wget: string }) =>
  `if command -v curl >/dev/null; then curl ${curl} --retry 10 --retry-connrefused -o "$${name}" '${url}'; else wget ${wget} "$${name}" '${url}'; fi`;

const checked = (name: string, hash: string) => `printf '%s  %s\\n' ${hash} "$${name}" | sha256sum -c - >/dev/null`;
