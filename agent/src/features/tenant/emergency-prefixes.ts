/**
 * SECURITY: numbers that must stay free because an emergency number begins with them: a phone that dials digit by
 * digit would reach the extension 11 before 112 is complete. The emergency number itself is among them.
 */
export function emergencyPrefixes(emergencyNumbers: readonly string[]): ReadonlyMap<number, string> {
  const blocked = new Map<number, string>();
  for (const number of emergencyNumbers) {
    // Extensions have two digits at least.
    for (let digits = 2; digits <= number.length; digits++) {
      const prefix = Number(number.slice(0, digits));
      if (!blocked.has(prefix)) blocked.set(prefix, number);
    }
  }
  return blocked;
}
