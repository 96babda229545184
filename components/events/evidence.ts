import { formatBytes } from "@/components/ui/format";

const words: Record<string, string> = {
  vcpu: "vCPU",
  memoryBytes: "memory",
  storageBytes: "storage",
  derivedFrom: "derived from",
  inExcess: "inExcess",
};

/** What a step wrote down, as one line: names in grey, ids and figures as they are; empty ones are left out. */
export function evidenceLine(
  evidence: Record<string, string>,
  cloudName: (id: string) => string,
): { name: string; text: string }[] {
  return Object.entries(evidence)
    .filter(([name, text]) => text !== "" && name !== "refused")
    .map(([name, text]) => ({ name: words[name] ?? name, text: textOf(name, text, cloudName) }));
}

function textOf(name: string, text: string, cloudName: (id: string) => string): string {
  if (name === "cloud") return cloudName(text);
  if (name.endsWith("Bytes") && /^\d+$/.test(text)) return formatBytes(text);
  return text;
}
