/** "0:12", "1:05": whole seconds; what is shorter than one counts as one. */
export function lengthText(seconds: number): string {
  const whole = seconds > 0 && seconds < 1 ? 1 : Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
