/** The name that a machine is shown under: its host name, else its serial, else its id. */
export const machineName = ({ hostname, serial, id }: { hostname: string | null; serial: string | null; id: string }) =>
  hostname ?? serial ?? id;
