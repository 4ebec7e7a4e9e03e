import type { Dialling } from './policy.ts';

/**
 * A prefix with which somebody has dialled an emergency number before they have dialled anything else; undefined: there is
 * none. (Emergency numbers come before everything, so no rule blocks one; but a phone that dials early would call for help
 * at each number outside.) A prefix that only begins one, such as 9 and 911, is common and harmless.
 */
export function swallowedEmergency(
  { outsidePrefix, nationalPrefix, internationalPrefix }: Dialling,
  emergencyNumbers: readonly string[],
): { readonly prefix: string; readonly emergencyNumber: string } | undefined {
  for (const prefix of [outsidePrefix, nationalPrefix, internationalPrefix])
    for (const emergencyNumber of emergencyNumbers)
      if (prefix.startsWith(emergencyNumber)) return { prefix, emergencyNumber };
  return undefined;
}
