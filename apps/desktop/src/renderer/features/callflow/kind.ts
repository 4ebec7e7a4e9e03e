import type { DestinationView, FlowExit, FlowKind, FlowSettings, FlowView, TenantId } from '@synergycall/domain';
import type { ComponentType, ReactNode } from 'react';

export type SettingsOf<K extends FlowKind> = Extract<FlowSettings, { kind: K }>;

/** The part of the form that belongs to a kind. An emptied number field is NaN: the contract then says that it is needed. */
export interface FieldsProps<S> {
  readonly settings: S;
  readonly onChange: (settings: S) => void;
  /** What is wrong with a part of the settings, by its path below them: `members`, `week.0`. */
  readonly problem: (path: string) => ReactNode;
  /** Whom it names, as they are called. */
  readonly people: FlowView['people'];
}

export interface ExitsProps<S = FlowSettings> {
  readonly tenantId: TenantId;
  readonly kind: FlowKind;
  readonly exits: FlowView['exits'];
  /** The flow itself: no way on leads back to it. */
  readonly itself?: string;
  readonly onChange: (exit: FlowExit, target: DestinationView | null) => void;
  readonly problem: (path: string) => ReactNode;
  /** For what of the settings belongs to a way on, such as what a key is called. */
  readonly settings: S;
  readonly onSettings: (settings: S) => void;
  readonly settingsProblem: (path: string) => ReactNode;
}

/** All that the screens know of a kind of call flow. */
export interface Kind<K extends FlowKind> {
  /** Its words are `callflow.<words>.…`. */
  readonly words: 'group' | 'hours' | 'menu' | 'mailbox' | 'queue';
  readonly hasExtension: boolean;
  /** Of the panel of its form. */
  readonly size: number;
  /** The settings of a new one. */
  readonly fresh: () => SettingsOf<K>;
  readonly Fields: ComponentType<FieldsProps<SettingsOf<K>>>;
  /** Its ways on, where one field for each of them is not how they are thought of. */
  readonly Exits?: ComponentType<ExitsProps<SettingsOf<K>>>;
  /** What it is made of, to be read. */
  readonly Facts: ComponentType<{ flow: FlowView; settings: SettingsOf<K> }>;
  /** What it does, in one line. */
  readonly about: (flow: FlowView, settings: SettingsOf<K>) => string;
  /** How it stands now, in a word; absent: it always does the same. */
  readonly State?: ComponentType<{ flow: FlowView }>;
  /** The same with what can be done about it at once. */
  readonly Now?: ComponentType<{ flow: FlowView }>;
}
