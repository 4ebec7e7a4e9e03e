import { useForm, type UseFormReturnType } from '@mantine/form';
import type { Result } from '@synergycall/domain';
import { createElement, useEffect, useRef, useState } from 'react';
import { failureText, problemText, type AnyFailure } from '../messages/failure.ts';
import { t } from '../messages/t.ts';
import { isSame, merge, without } from './merge.ts';
import { TheirsNote, plainWords } from './theirs-note.tsx';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
}
/** What this needs of a zod schema. */
export interface Schema {
  safeParse(value: unknown): { success: boolean; error?: { issues: readonly Issue[] } | undefined };
}

/** zod puts our own codes ("text.empty") into `message` and its own into `code`. */
const problemOf = (issue: Issue): string =>
  problemText(
    issue.code === undefined || issue.code === 'custom' || /^[a-z]+\.[a-z0-9-]+$/.test(issue.message)
      ? issue.message
      : issue.code,
  );

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** Field errors in words, by path ("device.label"), a list's under its own; the first problem of a field wins. */
export function fieldErrors(schema: Schema, value: unknown): Record<string, string> {
  const parsed = schema.safeParse(value);
  const errors: Record<string, string> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const isElement = typeof issue.path.at(-1) === 'number';
    const path = (isElement ? issue.path.slice(0, -1) : issue.path).map(String).join('.');
    errors[path] ??= isElement
      ? t('field.problem.named', { value: String(valueAt(value, issue.path)), problem: problemOf(issue) })
      : problemOf(issue);
  }
  return errors;
}

const NONE: ReadonlyMap<string, unknown> = new Map();

export interface EntityFormOptions<V extends object, T> {
  initial: V;
  /**
   * Of what is edited: when it changes, someone has saved, and the fields show `initial`, but for those that were written
   * to. Where somebody else changed one of those, too, a line at the field says so (in its `error`).
   */
  revision?: number;
  /** Fields that are made of fields, such as `settings`: written to one by one (paths `settings.…`). */
  parts?: readonly string[];
  /** What somebody else made of the field at a path, in words; '' for nothing, undefined for what has none. */
  inWords?: (path: string, theirs: unknown) => string | undefined;
  /** Somebody else was quicker: what they saved has to be fetched. */
  onStale?: () => void;
  /** Turns what the fields hold into what the agent takes, and checks that before it is sent. */
  schema: Schema;
  toInput: (values: V) => unknown;
  submit: (values: V) => Promise<Result<T, AnyFailure>>;
  onDone: (value: T) => void;
  /** Which field a failure belongs to, so that it is shown there; undefined: above the form. */
  fieldOf?: (failure: AnyFailure) => (keyof V & string) | undefined;
  /** Words of this form alone for what the agent does not take; undefined: everybody's. */
  problems?: (problem: string) => string | undefined;
  /** The names of the form's fields by the paths of the input, where they differ. */
  paths?: Readonly<Record<string, keyof V & string>>;
}

export interface EntityForm<V extends object> {
  form: UseFormReturnType<V>;
  failure: AnyFailure | undefined;
  busy: boolean;
  onSubmit: (event?: { preventDefault: () => void }) => void;
  /** Back to what is saved, by whomever: nothing written, nothing to decide, nothing refused. */
  discard: () => void;
}

/** A form whose fields show the schema's and the agent's problems in words, and whose button says that it works. */
export function useEntityForm<V extends object, T>(options: EntityFormOptions<V, T>): EntityForm<V> {
  const [failure, setFailure] = useState<AnyFailure>();
  const [busy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState<ReadonlyMap<string, unknown>>(NONE);
  const name = (path: string): string => options.paths?.[path] ?? path;
  const take = (path: string): void => {
    const now = theirs.get(path);
    const dot = path.lastIndexOf('.');
    if (now !== undefined || dot === -1) return form.setFieldValue(path, (now ?? null) as never);
    // They have no such field (the label of a key that is nobody's any more), so there is none here either.
    const parent = path.slice(0, dot);
    const fields = valueAt(form.getValues(), parent.split('.')) as object;
    form.setFieldValue(parent, without(fields, path.slice(dot + 1)) as never);
    form.clearFieldError(path);
  };
  const isTheirs = (path: string, now: unknown): boolean => isSame(valueAt(form.values, path.split('.')), now);
  const form = useForm<V>({
    initialValues: options.initial,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(fieldErrors(options.schema, options.toInput(values))).map(([path, text]) => [name(path), text]),
      ),
    validateInputOnBlur: false,
    enhanceGetInputProps: ({ field, inputProps, options: { withError } }) => {
      const path = String(field);
      const now = theirs.get(path);
      if (withError === false || !theirs.has(path) || isTheirs(path, now)) return {};
      const words = (options.inWords ?? ((_path, value) => plainWords(value)))(path, now);
      return { error: createElement(TheirsNote, { words, problem: inputProps['error'], onTake: () => take(path) }) };
    },
  });
  const shown = useRef(options.revision);
  /** What the fields held before anything was written. */
  const [was, setWas] = useState(options.initial);
  useEffect(() => {
    if (shown.current === options.revision) return;
    shown.current = options.revision;
    const { initial: now, parts } = options;
    const merged = merge({ was, mine: form.getValues(), now, parts, open: theirs });
    setWas(now);
    form.setInitialValues(now);
    form.setValues(merged.values);
    form.clearErrors();
    setTheirs(merged.theirs);
  }, [form, options, theirs, was]);
  // What is as they have it, taken or written, is decided; with the last one, so is the refusal.
  const open = [...theirs].filter(([path, now]) => !isTheirs(path, now));
  if (open.length < theirs.size) {
    setTheirs(new Map(open));
    if (open.length === 0 && failure?.code === 'revision.stale') setFailure(undefined);
  }
  const discard = () => {
    form.reset();
    setTheirs(NONE);
    setFailure(undefined);
  };
  const place = (failed: AnyFailure) => {
    const field = options.fieldOf?.(failed);
    if (field !== undefined) {
      const text = failureText(failed);
      // Some titles are sentences already.
      form.setFieldError(field, `${text.title.replace(/\.$/, '')}. ${text.todo}`);
      return;
    }
    if (failed.code === 'input.invalid') {
      const own = failed.issues.map((issue) => options.problems?.(issue.problem));
      for (const [n, issue] of failed.issues.entries())
        form.setFieldError(name(issue.path), own[n] ?? problemText(issue.problem));
      // Beside their fields they stand in better words.
      if (own.every((text) => text !== undefined)) return;
    }
    setFailure(failed);
  };
  const send = async (values: V) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const result = await options.submit(values);
      if (result.ok) {
        // What comes back of it is one's own, also where one writes on meanwhile.
        setWas(values);
        setTheirs(NONE);
        options.onDone(result.value);
      } else {
        if (result.error.code === 'revision.stale') options.onStale?.();
        place(result.error);
      }
    } finally {
      setBusy(false);
    }
  };
  const submit = form.onSubmit((values) => void send(values));
  return { form, failure, busy, discard, onSubmit: (event) => submit(event as Parameters<typeof submit>[0]) };
}
