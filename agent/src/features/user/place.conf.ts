import type { RoutePlan } from '@synergycall/domain';

/** Holds the place of a location that is not there: the core takes the value apart by place. */
const NOWHERE = '-'.repeat(12);

/** `l/<endpoint>` = `<location id, or twelve dashes>:<digits that emergency calls show, or nothing>` (decision 0013). */
export const placeKeys = ({ places }: RoutePlan): (readonly [key: string, value: string])[] =>
  [...(places ?? [])].map(
    ([phone, { locationId, shown }]) => [`l/${phone}`, `${locationId ?? NOWHERE}:${shown ?? ''}`] as const,
  );
