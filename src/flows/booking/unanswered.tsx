import type { ReactNode } from 'react';
import type { Known } from '../../api';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { Card, Empty, Failure, Skeleton } from '../../ui';

interface Props {
  readonly known: Known<unknown>;
  /** who is asked */
  readonly agency: string;
  readonly rows?: number;
}

/** In the place of choices that are not there: being asked for, or why they could not be had. Nothing once they are. */
export function Unanswered({ known: { data, problem, waiting, again }, agency, rows = 3 }: Props): ReactNode {
  const w = useWords(booking);
  if (data) return null;
  return (
    <Card>
      {waiting || !problem ? (
        <Skeleton rows={rows} asking={w.asking(agency)} />
      ) : problem.code === 'agency_unavailable' ? (
        <Empty art="panda" title={w.silentTitle(agency)} text={w.silentNote} action={{ id: 'again', label: w.again, onPress: again }} />
      ) : (
        <Failure problem={problem} onAgain={again} />
      )}
    </Card>
  );
}
