/** The mark that stands where the provider has no logo, drawn in these colors (components/frame/logo.tsx). */
export const markSvg = ({ dam, water }: { dam: string; water: string }, attributes = ""): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"${attributes}><path fill="${dam}" d="M2 22V11.6h6.1c4.7 0 4.2 10.4 13.9 10.4z"/><path fill="none" stroke="${water}" stroke-width="3.4" stroke-linecap="round" d="M3.7 6.7h5.1c6.3 0 5 9.9 11.5 9.9"/></svg>`;
