/** A number field is empty while it holds no number. */
export const shownNumber = (value: number): number | string => (Number.isNaN(value) ? '' : value);
export const writtenNumber = (value: number | string): number => (value === '' ? Number.NaN : Number(value));
