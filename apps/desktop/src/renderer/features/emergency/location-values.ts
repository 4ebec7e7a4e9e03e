import type { E164, LocationView, UserId } from '@synergycall/domain';

/** What the form of a location holds. */
export interface LocationValues {
  name: string;
  address: string;
  callerId: string | null;
  notifyUserIds: string[];
  notifyEmails: string[];
  isDefault: boolean;
}
export const NO_LOCATION: LocationValues = {
  name: '',
  address: '',
  callerId: null,
  notifyUserIds: [],
  notifyEmails: [],
  isDefault: false,
};

export const valuesOf = (location: LocationView): LocationValues => ({
  name: location.name,
  address: location.address,
  callerId: location.callerId,
  notifyUserIds: [...location.notifyUserIds],
  notifyEmails: [...location.notifyEmails],
  isDefault: location.isDefault,
});

export const writtenIn = (v: LocationValues) => ({
  name: v.name.trim(),
  address: v.address,
  callerId: v.callerId as E164 | null,
  notifyUserIds: v.notifyUserIds as UserId[],
  notifyEmails: v.notifyEmails,
});

/** Only what differs, so that what others change meanwhile stays. Nothing but another one makes it no default. */
export function changesOf(
  location: LocationView,
  v: LocationValues,
): Partial<ReturnType<typeof writtenIn>> & { isDefault?: true } {
  const was: Readonly<Record<string, unknown>> = writtenIn(valuesOf(location));
  const differs = Object.entries(writtenIn(v)).filter(
    ([field, to]) => JSON.stringify(was[field]) !== JSON.stringify(to),
  );
  return { ...Object.fromEntries(differs), ...(v.isDefault && !location.isDefault ? { isDefault: true } : {}) };
}

/** An address as one line. */
export const inOneLine = (address: string): string =>
  address
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(', ');
