/** Called at each point; what it throws happens instead. */
export type Hook = (point: string, when: 'before' | 'after') => void;

/** Every call of a store becomes a point, `<store>.<method>`, at which the world may end. */
export function watched<T extends object>(name: string, store: T, hook: Hook): T {
  return new Proxy(store, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (typeof value !== 'function' || typeof property !== 'string' || property === 'records') return value;
      return (...args: unknown[]) => {
        const point = `${name}.${property}`;
        hook(point, 'before');
        const result: unknown = Reflect.apply(value as (...given: unknown[]) => unknown, target, args);
        if (property === 'begin' && name === 'journals') return watched('journal', result as object, hook);
        if (!(result instanceof Promise)) return result;
        return result.then((settled: unknown) => {
          hook(point, 'after');
          return settled;
        });
      };
    },
  });
}
