/** What a person chooses for light and dark. */
export const themes = [
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
  { id: "system", label: "As the system", icon: "settings" },
] as const;
