const kinds: Record<string, string> = {
  staff: "staff",
  customer: "member",
  machine: "machine",
  link: "link",
  key: "API key",
  job: "job",
};

/** Who acted, with what they are. */
export const actorWords = ({ actorLabel, actorKind }: { actorLabel: string; actorKind: string }) =>
  `${actorLabel} (${kinds[actorKind] ?? actorKind})`;

/** An action of the log as words: `credit_limit.approved` is "Credit limit approved". */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, " ").replace(/^api /, "API ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
