"use client";
import { useTheme } from "next-themes";
import { Menu } from "@/components/ui/menu";
import { themes } from "./themes";

/** Light, dark, or the system's setting. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme();
  return (
    <Menu
      label="Theme"
      icon="sun-moon"
      className="size-7.5!"
      items={themes.map(({ id, label }) => ({ id, label, on: theme === id, onAction: () => setTheme(id) }))}
    />
  );
}
