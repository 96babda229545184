"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import type { Provider } from "./provider-type";
import { wholeColor } from "./provider-type";

type Accent = { accent: string; onAccent: string; accentWash: string };

/** The grounds of the two themes (app/globals.css), next to each other whatever the page's own theme is. */
const themes = {
  light: { label: "Light", canvas: "#f4f6f6", surface: "#ffffff", line: "#dee5e5", ink: "#0e1b1e", ink2: "#42535a" },
  dark: { label: "Dark", canvas: "#0b1012", surface: "#12191c", line: "#222d31", ink: "#e7eff0", ink2: "#a9b8bc" },
};
const own: Record<keyof typeof themes, Accent> = {
  light: { accent: "#0b6478", onAccent: "#ffffff", accentWash: "#e1f0f2" },
  dark: { accent: "#57c5d8", onAccent: "#04191e", accentWash: "#0f2b31" },
};

/** How pages look with a name, color and logo, in light and dark. */
export function LookPreview({ name, color, logo }: { name: string; color: string; logo: Provider["logo"] }) {
  const asked = useDeferredValue(wholeColor(color));
  const palette = useQuery({
    ...useTRPC().provider.palette.queryOptions({ color: asked ?? "#000000" }, { enabled: asked !== null }),
    placeholderData: keepPreviousData,
  }).data;
  const accents = asked !== null && palette ? palette : own;
  return (
    <section aria-label="Preview" className="grid content-start gap-3">
      {(["light", "dark"] as const).map((theme) => (
        <Sample key={theme} theme={theme} accent={accents[theme]} name={name.trim() || "Cloud portal"} logo={logo} />
      ))}
    </section>
  );
}

function Sample({
  theme,
  accent,
  name,
  logo,
}: {
  theme: keyof typeof themes;
  accent: Accent;
  name: string;
  logo: Provider["logo"];
}) {
  const { label, canvas, surface, line, ink, ink2 } = themes[theme];
  return (
    <figure
      className="min-w-0 rounded-lg border p-4 text-sm"
      style={{ background: canvas, borderColor: line, color: ink }}
      data-testid={`preview-${theme}`}
    >
      <figcaption className="mb-3 text-xs" style={{ color: ink2 }}>
        {label}
      </figcaption>
      <p className="mb-3 flex h-8 min-w-0 items-center gap-2 text-md font-semibold">
        {logo ? (
          // biome-ignore lint/performance/noImgElement: it is small and cached for ever.
          <img
            src={`/brand/logo?v=${logo.id}`}
            alt={name}
            className={`max-h-7 max-w-44 object-contain ${theme === "dark" ? "rounded-sm bg-[#fff] p-1" : ""}`}
          />
        ) : (
          <span className="truncate">{name}</span>
        )}
      </p>
      <div
        className="flex flex-wrap items-center gap-3 rounded-md border p-3"
        style={{ background: surface, borderColor: line }}
      >
        <span
          className="rounded-sm px-3 py-1.5 font-semibold"
          style={{ background: accent.accent, color: accent.onAccent }}
        >
          Button
        </span>
        <span className="underline" style={{ color: accent.accent }}>
          A link
        </span>
        <span className="rounded-sm px-2 py-1" style={{ background: accent.accentWash, color: accent.accent }}>
          Chosen
        </span>
      </div>
    </figure>
  );
}
