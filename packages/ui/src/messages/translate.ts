/**
 * Messages with parameters: `{name}` and `{count|one # user|other # users}` (categories of Intl.PluralRules;
 * `#` is the number as the locale writes it). The parameters' names are part of the message's type.
 */
export type Params<M extends string> = M extends `${string}{${infer P}}${infer Rest}`
  ? { [K in NameOf<P>]: ValueOf<P> } & Params<Rest>
  : unknown;
type NameOf<P extends string> = P extends `${infer N}|${string}` ? N : P;
type ValueOf<P extends string> = P extends `${string}|${string}` ? number : string | number;

export type Catalogue = Readonly<Record<string, string>>;
type Arguments<M extends string> = unknown extends Params<M> ? [] : [params: Params<M>];

/** Looks a message up and fills it in. A parameter that is missing stays readable as `{name}`. */
export type Translate<C extends Catalogue> = <K extends keyof C & string>(key: K, ...params: Arguments<C[K]>) => string;

/** A translator over one catalogue: `const t = translator(en, 'en')`. Apps may have catalogues of their own. */
export function translator<const C extends Catalogue>(catalogue: C, locale: string): Translate<C> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const fill = (message: string, params: Readonly<Record<string, string | number>>): string =>
    message.replaceAll(/\{([^{}]+)\}/g, (whole, inner: string) => {
      const [name = '', ...forms] = inner.split('|');
      const value = params[name];
      if (value === undefined) return whole;
      if (forms.length === 0) return typeof value === 'number' ? String(value) : value;
      const count = Number(value);
      const form = (category: string) => forms.find((f) => f.startsWith(`${category} `))?.slice(category.length + 1);
      return (form(plurals.select(count)) ?? form('other') ?? whole).replaceAll('#', numbers.format(count));
    });
  return (key, ...params) => fill(catalogue[key] ?? key, (params[0] ?? {}) as Record<string, string | number>);
}
