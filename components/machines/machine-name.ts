/** The name that a machine is shown under: the one a person gave it or it reports, else its serial, else its id. */
export const machineName = ({ hostname, serial, id }: { hostname: string | null; serial: string | null; id: string }) =>
  hostname ?? serial ?? id;
