import type { NewParameter } from "@/server/billing/add-subscription";

/** A company of the demo's story: who they are, what they agreed to, and what the story shows with them. */
export type StoryCompany = {
  identifier: string;
  name: string;
  timeZone: string;
  owner: { email: string; name: string };
  /** Where its statements go: street, then postal code and town. */
  address: string;
  country: string;
  taxNumber: string;
  members?: { email: string; name: string; role: "billing" | "technical" }[];
  /** Approved credit limit in major units; null: asked for, not approved. */
  creditLimit: string | null;
  subscriptions: { plan: "cloud-backup" | "compute-node"; parameters: NewParameter[] }[];
};

const rates = { storage: "0.045", units: "1.80", processor: "0.021", osInstances: "4.10" };
const storage = (limit: string, more: Partial<NewParameter> = {}): NewParameter => ({
  meter: "storage",
  limit,
  period: "month",
  thresholdPercent: "90",
  overRate: rates.storage,
  overflowPolicy: "off",
  ...more,
});
const units = (limit: string, more: Partial<NewParameter> = {}): NewParameter => ({
  meter: "units",
  limit,
  period: "month",
  thresholdPercent: "90",
  overRate: rates.units,
  overflowPolicy: "automatic",
  ...more,
});

export const companies: StoryCompany[] = [
  {
    identifier: "nordhafen-log",
    name: "Nordhafen Logistik GmbH & Co. KG",
    timeZone: "Europe/Berlin",
    owner: { email: "thea@nordhafen.example", name: "Thea Hansen" },
    address: "Hafenstraße 12\n20457 Hamburg",
    country: "DE",
    taxNumber: "DE 311 264 907",
    members: [
      { email: "billing@nordhafen.example", name: "Jonas Brandt", role: "billing" },
      { email: "tech@nordhafen.example", name: "Mehmet Yıldız", role: "technical" },
    ],
    creditLimit: "5000",
    subscriptions: [
      { plan: "compute-node", parameters: [units("8")] },
      { plan: "cloud-backup", parameters: [storage("12000")] },
    ],
  },
  {
    identifier: "oresunds-precision",
    name: "Öresunds Precisionsgjuteri & Metall AB",
    timeZone: "Europe/Stockholm",
    owner: { email: "ulrika@oresunds.example", name: "Ulrika Sandström" },
    address: "Industrigatan 41\n212 28 Malmö",
    country: "SE",
    taxNumber: "SE 556036 079301",
    creditLimit: "8000",
    subscriptions: [{ plan: "cloud-backup", parameters: [storage("20000")] }],
  },
  {
    identifier: "isbjorn-cold-chain",
    name: "Isbjørn Cold Chain Logistics ApS",
    timeZone: "Europe/Copenhagen",
    owner: { email: "freja@isbjorn.example", name: "Freja Lund" },
    address: "Sydhavnsgade 16\n2450 København SV",
    country: "DK",
    taxNumber: "DK 31 26 49 07",
    creditLimit: null,
    subscriptions: [{ plan: "compute-node", parameters: [units("6")] }],
  },
  {
    identifier: "carrieres-ardenne",
    name: "Société Anonyme des Carrières de l'Ardenne et du Condroz",
    timeZone: "Europe/Brussels",
    owner: { email: "luc@carrieres.example", name: "Luc Dumont" },
    address: "Rue de la Carrière 8\n6840 Neufchâteau",
    country: "BE",
    taxNumber: "BE 0403 170 701",
    creditLimit: "2500",
    subscriptions: [{ plan: "compute-node", parameters: [units("10", { overflowPolicy: "ask", answerMinutes: 240 })] }],
  },
  {
    identifier: "ferrante-trasporti",
    name: "Ferrante & Figli Trasporti S.r.l.",
    timeZone: "Europe/Rome",
    owner: { email: "paola@ferrante.example", name: "Paola Ferrante" },
    address: "Via della Dogana 5\n16126 Genova GE",
    country: "IT",
    taxNumber: "IT 01234 567 890",
    creditLimit: "4000",
    subscriptions: [{ plan: "cloud-backup", parameters: [storage("4096", { thresholdPercent: "100" })] }],
  },
  {
    identifier: "kommunale-wasserwerke",
    name: "Kommunale Wasserwerke Unterfranken und Haßberge (AöR)",
    timeZone: "Europe/Berlin",
    owner: { email: "k.albrecht@wasserwerke.example", name: "Katharina Albrecht" },
    address: "Am Wasserwerk 3\n97437 Haßfurt",
    country: "DE",
    taxNumber: "DE 132 706 518",
    creditLimit: "3000",
    subscriptions: [{ plan: "cloud-backup", parameters: [storage("8000")] }],
  },
  {
    identifier: "atelier-vrancken",
    name: "Atelier Vrancken BVBA",
    timeZone: "Europe/Brussels",
    owner: { email: "lies@vrancken.example", name: "Lies Vrancken" },
    address: "Leopoldstraat 27\n2000 Antwerpen",
    country: "BE",
    taxNumber: "BE 0878 065 378",
    creditLimit: "1500",
    subscriptions: [{ plan: "cloud-backup", parameters: [storage("6000")] }],
  },
  {
    identifier: "tallaght-vets",
    name: "Tallaght Veterinary Group",
    timeZone: "Europe/Dublin",
    owner: { email: "aoife@tallaghtvets.example", name: "Aoife Byrne" },
    address: "Old Blessington Road 9\nDublin 24",
    country: "IE",
    taxNumber: "IE 6388047V",
    creditLimit: "1000",
    subscriptions: [{ plan: "cloud-backup", parameters: [storage("2000")] }],
  },
];

export const staff = [
  {
    email: "owner@kestrel.example",
    name: "Olivia Park",
    role: "owner" as const,
    what: "staff, owner: everything in the console",
  },
  {
    email: "operator@kestrel.example",
    name: "Omar Petrov",
    role: "operator" as const,
    what: "staff, operator: runs things",
  },
  {
    email: "finance@kestrel.example",
    name: "Farah Ibrahim",
    role: "finance" as const,
    what: "staff, finance: money and credit limits",
  },
  {
    email: "support@kestrel.example",
    name: "Sam Whitlock",
    role: "support" as const,
    what: "staff, support: reads, and views as a customer",
  },
];
