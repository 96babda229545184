/** A person as lists name who acted, "Thea Hansen <thea@nordhafen.example>", without the address; others as they are. */
export const actorName = (label: string): string => label.replace(/^(.+) <[^<>]+>$/, "$1");
