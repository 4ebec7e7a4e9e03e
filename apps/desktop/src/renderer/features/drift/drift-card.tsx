import { Button } from '@mantine/core';
import type { DriftItem } from '@synergycall/domain';
import { Tag, t } from '@synergycall/ui';
import { useState } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { ActButton } from '../history/act-button.tsx';
import { DriftDiff } from './drift-diff.tsx';
import { adoptionFor, driftSentence, subjectOf } from './drift-words.ts';

/** One difference: what it is, its lines, and the two ways to end it. */
export function DriftCard(props: {
  item: DriftItem;
  /** undefined: of the box. */
  tenantId: string | undefined;
  opensAtOnce: boolean;
  mayKeepFiles: boolean;
  whyNot: string | undefined;
  onReapply: () => void;
  onAdopt: () => void;
}) {
  const { item } = props;
  const [isOpen, setOpen] = useState(props.opensAtOnce);
  const adopt = adoptionFor(item.adopt, props.mayKeepFiles);
  const subject = subjectOf(item);
  const sentence = driftSentence(item);
  return (
    <li className="d-drift">
      <div className="d-drift-head">
        <div className="d-grow d-min0">
          <h2 className="d-drift-title" dir="auto">
            {item.object?.kind === 'user' && props.tenantId !== undefined ? (
              <Link href={routes.user(props.tenantId, item.object.id)} className="d-quiet-link">
                {sentence}
              </Link>
            ) : (
              sentence
            )}
          </h2>
          <div className="d-drift-where">
            <Tag>{t(`drift.tag.${item.store}`)}</Tag>{' '}
            {sentence.includes(item.name) ? null : <span className="sc-mono d-anywhere">{item.name}</span>}
          </div>
        </div>
        <div className="d-drift-acts">
          <ActButton
            size="xs"
            variant="default"
            whyNot={props.whyNot}
            label={t('drift.reapplyOf', { name: subject })}
            onClick={props.onReapply}
          >
            {t('drift.reapply')}
          </ActButton>
          {adopt.can ? (
            <ActButton
              size="xs"
              variant="default"
              whyNot={props.whyNot}
              label={t('drift.adoptOf', { name: subject })}
              onClick={props.onAdopt}
            >
              {t('drift.adopt')}
            </ActButton>
          ) : null}
        </div>
      </div>
      <p className="sc-dim d-drift-adopt">
        {adopt.can ? t(`drift.into.${adopt.into}`) : t('drift.cannot', { why: t(`drift.cannot.${adopt.because}`) })}
      </p>
      <Button
        variant="subtle"
        size="xs"
        ml={-8}
        aria-expanded={isOpen}
        aria-label={`${t(isOpen ? 'drift.hideDiff' : 'drift.showDiff')}: ${subject}`}
        onClick={() => setOpen(!isOpen)}
      >
        {t(isOpen ? 'drift.hideDiff' : 'drift.showDiff')}
      </Button>
      {isOpen ? <DriftDiff item={item} /> : null}
    </li>
  );
}
