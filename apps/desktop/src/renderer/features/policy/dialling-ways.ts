import { dialling as diallingSchema, toE164, type Dialling } from '@synergycall/domain';

/** What is dialled, and which number is meant; undefined: it is no number outside. */
export interface Dialled {
  readonly dialled: string;
  readonly number: string | undefined;
}

/** Each way in which somebody may dial a number of the country, one of the town and one abroad, once. Pure. */
export function waysToDial(dialling: Dialling | null): readonly Dialled[] {
  if (!dialling) return readAs(['+49301234567', '0301234567'], null);
  if (!diallingSchema.safeParse(dialling).success) return [];
  const { countryCode, nationalPrefix, internationalPrefix, outsidePrefix, areaCode, bare } = dialling;
  const national = countryCode === '1' ? '2025550123' : `${areaCode === '' ? '30' : areaCode}1234567`;
  const abroad = countryCode === '44' ? '49301234567' : '442079460958';
  return readAs(
    [
      outsidePrefix + nationalPrefix + national,
      ...(internationalPrefix === '' ? [] : [outsidePrefix + internationalPrefix + abroad]),
      ...(bare === 'local' ? [`${outsidePrefix}1234567`] : []),
      ...(bare === 'none' && nationalPrefix !== '' ? [outsidePrefix + national] : []),
      `+${abroad}`,
      ...(outsidePrefix === '' ? [] : [nationalPrefix + national]),
    ],
    dialling,
  );
}

const readAs = (all: readonly string[], dialling: Dialling | null): readonly Dialled[] =>
  [...new Set(all)].map((dialled) => {
    const digits = toE164(dialled, dialling);
    return { dialled, number: digits === undefined ? undefined : `+${digits}` };
  });
