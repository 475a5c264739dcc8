import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Problem } from '../../contract/problem';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { cx } from '../cx';
import { Button } from '../parts/button';
import './empty.scss';

interface Props {
  /** hibiscus: nothing due; panda: no answer, not found; bridge: no network; teacup: service resting */
  readonly art: 'hibiscus' | 'panda' | 'bridge' | 'teacup';
  readonly title: string;
  /** one sentence; an error first says whether money moved */
  readonly text: string;
  readonly action?: { readonly id: string; readonly label: string; onPress(): void } | undefined;
  /** alone on a page: the drawing above the text, 144 px */
  readonly whole?: boolean;
}

/** One drawing, one sentence, one way on. */
export function Empty({ art, title, text, action, whole }: Props): ReactNode {
  return (
    <View className={cx('empty', whole && 'empty-whole')}>
      <View className={cx('empty-art', `empty-art-${art}`, `drawing-${art}`)} {...aria({ hidden: true })} />
      <View className="empty-words">
        <View className="empty-title" {...aria({ role: 'heading' })}>
          {title}
        </View>
        <View className="empty-text">{text}</View>
        {action && <Button id={action.id} kind={whole ? 'filled' : 'text'} label={action.label} onPress={action.onPress} />}
      </View>
    </View>
  );
}

interface FailureProps {
  readonly problem: Problem;
  readonly whole?: boolean;
  /** shown when trying again can help */
  onAgain(): void;
}

/** A problem as a state of the page: its drawing, its words, and trying again where that helps. */
export function Failure({ problem, whole, onAgain }: FailureProps): ReactNode {
  const t = useText();
  const { art, title } = looks(problem, t);
  return (
    <Empty
      art={art}
      title={title}
      text={problem.code === 'offline' ? t.states.offlineText : problemWords(problem.code, problem.facts, t.language)}
      {...(whole && { whole })}
      action={
        problem.retryable
          ? { id: 'again', label: problem.code === 'offline' ? t.states.offlineAction : t.states.brokenAction, onPress: onAgain }
          : undefined
      }
    />
  );
}

function looks({ code }: Problem, t: ReturnType<typeof useText>): Pick<Props, 'art' | 'title'> {
  if (code === 'offline') return { art: 'bridge', title: t.states.offlineTitle };
  if (code === 'service_paused') return { art: 'teacup', title: t.states.pausedTitle };
  if (code === 'not_found' || code === 'account_unknown') return { art: 'panda', title: t.states.missingTitle };
  return { art: 'panda', title: t.states.brokenTitle };
}
