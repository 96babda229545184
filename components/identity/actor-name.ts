/** Who acted, "Thea Hansen <thea@nordhafen.example>", by name alone; jobs and keys as they are. */
export const actorName = (label: string): string => label.replace(/^(.+) <[^<>]+>$/, "$1");
