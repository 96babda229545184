#!/usr/bin/env node
// Writes public/icons.svg, the product's icons as one file that browsers fetch once, from Lucide's drawings. Run it
// after an icon was added here and in components/ui/icon.tsx.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as lucide from "lucide-react";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ROOT } from "./settings.mjs";

/** Our names, and Lucide's. */
const ICONS = {
  activity: lucide.Activity,
  "arrow-down": lucide.ArrowDown,
  "arrow-right": lucide.ArrowRight,
  "arrow-up": lucide.ArrowUp,
  ban: lucide.Ban,
  bell: lucide.Bell,
  building: lucide.Building2,
  calendar: lucide.Calendar,
  chart: lucide.ChartArea,
  check: lucide.Check,
  "chevron-down": lucide.ChevronDown,
  "chevron-left": lucide.ChevronLeft,
  "chevron-right": lucide.ChevronRight,
  "chevrons-up-down": lucide.ChevronsUpDown,
  alert: lucide.CircleAlert,
  help: lucide.CircleHelp,
  clock: lucide.Clock,
  cloud: lucide.Cloud,
  columns: lucide.Columns3,
  copy: lucide.Copy,
  cpu: lucide.Cpu,
  card: lucide.CreditCard,
  database: lucide.Database,
  download: lucide.Download,
  ellipsis: lucide.Ellipsis,
  external: lucide.ExternalLink,
  eye: lucide.Eye,
  gauge: lucide.Gauge,
  disk: lucide.HardDrive,
  hash: lucide.Hash,
  info: lucide.Info,
  key: lucide.KeyRound,
  dashboard: lucide.LayoutDashboard,
  link: lucide.Link2,
  filter: lucide.ListFilter,
  logout: lucide.LogOut,
  mail: lucide.Mail,
  menu: lucide.Menu,
  minus: lucide.Minus,
  moon: lucide.Moon,
  package: lucide.Package,
  panel: lucide.PanelLeft,
  pause: lucide.Pause,
  pencil: lucide.Pencil,
  play: lucide.Play,
  plus: lucide.Plus,
  receipt: lucide.ReceiptText,
  refresh: lucide.RotateCw,
  scroll: lucide.ScrollText,
  search: lucide.Search,
  send: lucide.Send,
  server: lucide.Server,
  settings: lucide.Settings,
  shield: lucide.Shield,
  sliders: lucide.SlidersHorizontal,
  sun: lucide.Sun,
  "sun-moon": lucide.SunMoon,
  terminal: lucide.Terminal,
  trash: lucide.Trash2,
  triangle: lucide.TriangleAlert,
  undo: lucide.Undo2,
  unlink: lucide.Unlink,
  upload: lucide.Upload,
  user: lucide.User,
  users: lucide.Users,
  waves: lucide.Waves,
  webhook: lucide.Webhook,
  x: lucide.X,
  zap: lucide.Zap,
  license: lucide.BadgeCheck,
};

/** The sprite: a symbol for each icon, by its name. */
export function sprite() {
  const symbols = Object.entries(ICONS).map(([name, drawing]) => {
    const inner = renderToStaticMarkup(createElement(drawing)).replace(/^<svg[^>]*>|<\/svg>$/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href)
  fs.writeFileSync(path.join(ROOT, "public/icons.svg"), sprite());
