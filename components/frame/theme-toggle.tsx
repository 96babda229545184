"use client";
import { useTheme } from "next-themes";
import { Menu } from "@/components/ui/menu";

const choices = [
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
  { id: "system", label: "As the system", icon: "settings" },
] as const;

/** Light, dark, or the system's setting. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme();
  return (
    <Menu
      label="Theme"
      icon="sun-moon"
      className="size-7.5!"
      items={choices.map(({ id, label }) => ({ id, label, on: theme === id, onAction: () => setTheme(id) }))}
    />
  );
}
