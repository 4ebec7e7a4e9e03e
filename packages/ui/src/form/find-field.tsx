import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { t } from '../messages/t.ts';

export interface FindOption {
  value: string;
  /** What is found by, and what stands in the field once it is chosen. */
  label: string;
  /** How it is drawn, where that is more than its label. */
  drawn?: ReactNode;
  /** Choosing it types this instead, and the list stays: it asks another question. */
  types?: string;
}
export interface FindFieldProps {
  label: string;
  hideLabel?: boolean | undefined;
  description?: string | undefined;
  placeholder: string;
  /** What is chosen; '' where nothing is. */
  shown: string;
  /** The answer to `searched`. */
  options: readonly FindOption[];
  searched: string;
  onSearch: (search: string) => void;
  onChoose: (value: string) => void;
  /** What is said when the answer is empty. */
  nothing: string;
  autoFocus?: boolean | undefined;
  /** The choices open when one types or points, not by the focus alone: they would cover what stands below. */
  quiet?: boolean | undefined;
}

/**
 * A field that asks the agent as one types. The first answer is always the one that Enter takes, and until the agent has
 * answered only those stand there that contain what was typed: who types fast never chooses somebody else.
 */
export function FindField(props: FindFieldProps) {
  const { options, searched } = props;
  // null: nobody types, so what is chosen stands there.
  const [typed, setTyped] = useState<string | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const wanted = (typed ?? '').trim();
  const isAnswer = wanted === searched;
  const offered = isAnswer
    ? options
    : options.filter((each) => each.label.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()));
  const keys = offered.map((each) => each.value).join(' ');
  const { selectFirstOption, resetSelectedOption, dropdownOpened } = combobox;
  useEffect(() => {
    if (!dropdownOpened) return;
    if (wanted === '') resetSelectedOption();
    else selectFirstOption();
  }, [keys, wanted, dropdownOpened, selectFirstOption, resetSelectedOption]);
  const field = useRef<HTMLInputElement>(null);
  const { autoFocus = false } = props;
  useEffect(() => {
    if (!autoFocus) return undefined;
    // A dialog that closes as this field comes (the palette) gives the focus back 10 ms later: useFocusReturn, Mantine 9.7.
    const timer = setTimeout(() => field.current?.focus(), 40);
    return () => clearTimeout(timer);
  }, [autoFocus]);
  const type = (text: string) => {
    setTyped(text);
    props.onSearch(text.trim());
    combobox.openDropdown();
  };
  const leave = () => {
    combobox.closeDropdown();
    setTyped(null);
    props.onSearch('');
  };
  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      floatingStrategy="fixed"
      shadow="md"
      onOptionSubmit={(value) => {
        const types = options.find((each) => each.value === value)?.types;
        if (types !== undefined) return type(types);
        leave();
        props.onChoose(value);
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...(props.hideLabel === true ? { 'aria-label': props.label } : { label: props.label })}
          description={props.description}
          inputWrapperOrder={['label', 'description', 'input', 'error']}
          placeholder={props.placeholder}
          autoComplete="off"
          spellCheck={false}
          ref={field}
          autoFocus={autoFocus}
          data-autofocus={autoFocus || undefined}
          rightSection={<IconSelector size={15} stroke={1.6} className="sc-dim" aria-hidden />}
          rightSectionPointerEvents="none"
          value={typed ?? props.shown}
          onChange={(event) => type(event.currentTarget.value)}
          onFocus={(event) => {
            event.currentTarget.select();
            if (props.quiet !== true) combobox.openDropdown();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={leave}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={props.label} mah={260} style={{ overflowY: 'auto' }}>
          {offered.length === 0 ? (
            <Combobox.Empty>{isAnswer ? props.nothing : t('common.loading')}</Combobox.Empty>
          ) : null}
          {offered.map((each) => (
            <Combobox.Option key={each.value} value={each.value}>
              {each.drawn ?? each.label}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
