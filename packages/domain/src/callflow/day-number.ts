/** Days of the calendar one after the other: `2026-12-31` is one less than `2027-01-01`. Of a date that is one. */
export function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  // Years that begin in March end in a leap day.
  const late = month < 3 ? 1 : 0;
  const years = year - late;
  const days = Math.floor((153 * (month + 12 * late - 3) + 2) / 5) + day;
  return days + 365 * years + Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
}
