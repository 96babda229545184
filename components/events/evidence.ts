import { formatBytes } from "@/components/ui/format";

const words: Record<string, string> = {
  vcpu: "vCPU",
  memoryBytes: "memory",
  storageBytes: "storage",
  derivedFrom: "derived from",
  inExcess: "inExcess",
};

/** The order in which people read it: the database keeps none. */
const order =
  "resource name flavor image vcpu memoryBytes storageBytes cloud capacity price instance machine found key license derivedFrom document sequence signature taken from carried application".split(
    " ",
  );
const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);

/** What a step wrote down, as one line: names in grey, ids and figures as they are; empty ones are left out. */
export function evidenceLine(
  evidence: Record<string, string>,
  cloudName: (id: string) => string,
): { name: string; text: string }[] {
  return Object.entries(evidence)
    .filter(([name, text]) => text !== "" && name !== "refused")
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, text]) => ({ name: words[name] ?? name, text: textOf(name, text, cloudName) }));
}

function textOf(name: string, text: string, cloudName: (id: string) => string): string {
  if (name === "cloud") return cloudName(text);
  if (name.endsWith("Bytes") && /^\d+$/.test(text)) return formatBytes(text);
  return text;
}
