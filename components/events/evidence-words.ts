import { formatBytes, formatRate } from "@/components/ui/format";
import { quantityOf } from "@/components/usage/meter-words";

type Meter = { unit: string; decimals: number };

const words: Record<string, string> = {
  vcpu: "vCPU",
  memoryBytes: "memory",
  storageBytes: "storage",
  derivedFrom: "derived from",
  found: "how",
  grows: "room used",
};

/** The order of reading; the database stores none. */
const order =
  "resource name flavor image vcpu memoryBytes storageBytes cloud capacity price instance machine found key license derivedFrom document sequence signature taken from grows carried application".split(
    " ",
  );
const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);

/** The evidence that a step recorded, as one line: names in grey, ids and figures as they are; empty ones left out. */
export function evidenceLine(
  evidence: Record<string, string>,
  cloudName: (id: string) => string,
  meter: Meter,
): { name: string; text: string }[] {
  return Object.entries(evidence)
    .filter(([name, text]) => text !== "" && name !== "refused")
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, text]) => ({ name: words[name] ?? name, text: textOf(name, text, cloudName, meter) }));
}

/** Quantities of the event's meter, which steps record as bare numbers. */
const quantities = ["capacity", "taken", "carried"];

function textOf(name: string, text: string, cloudName: (id: string) => string, meter: Meter): string {
  if (name === "cloud") return cloudName(text);
  if (name.endsWith("Bytes") && /^\d+$/.test(text)) return formatBytes(text);
  if (quantities.includes(name) && /^\d+(\.\d+)?$/.test(text)) return quantityOf(text, meter);
  const price = name === "price" && /^(\d+(?:\.\d+)?) ([A-Z]{3}) an hour$/.exec(text);
  return price ? `${formatRate(price[1] ?? "0", price[2])}/h` : text;
}
