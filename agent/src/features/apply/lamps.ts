import { generationFamily, hintContext, lampDevice, ok, type Result, type TenantTag } from '@synergycall/domain';
import type { AmiFailure } from '../../platform/ami/index.ts';
import { replaceHints, type HintAmi } from './hints.ts';

/** A lamp of an extension, or of what stands behind a code: `*28` a schedule, `*76` somebody's do-not-disturb. Places never change. */
const WATCHED = /^(\*(?!68)\d\d)?([1-9]\d*)$/;

/**
 * Whose lamps live keys light, in the words of the core's LAMP_CONTEXT: `<tag>p<person>` for do not disturb,
 * `<tag>h<schedule>` for what is open or closed by hand.
 */
export const lampsOf = (keys: readonly { readonly family: string; readonly key: string }[]): readonly string[] =>
  keys.flatMap(({ family, key }) => {
    const [, tag, of, id] = /^sc\/live\/([0-9a-z]{4})\/([uf])\/([0-9a-z]{12})$/.exec(family) ?? [];
    if (of === 'u' && key === 'dnd') return [`${tag}p${id}`];
    return of === 'f' && key === 'hours' ? [`${tag}h${id}`] : [];
  });

/** Makes what phones watch agree with a generation: of numbers that are watched, those whose phones changed. */
export function refreshLamps(ami: HintAmi, tag: TenantTag, generation: number): Promise<Result<number, AmiFailure>> {
  return replaceHints(ami, hintContext(tag), async (extension) => {
    const [, code, digits] = WATCHED.exec(extension) ?? [];
    if (digits === undefined) return ok(undefined);
    const read = (key: string) => ami.dbGet({ family: generationFamily(tag, generation), key: `${key}/${digits}` });
    const target = await read('x');
    if (!target.ok) return target;
    const phones = code === undefined ? await read('h') : ok(undefined);
    if (!phones.ok) return phones;
    // SECURITY: as the tenant's file filters them.
    const lamp = lampDevice(tag, (target.value ?? '').replace(/[^0-9a-z]/g, ''));
    return ok(`${lamp}${(phones.value ?? '').replace(/[^0-9a-zPJSI&/-]/g, '')}`);
  });
}
