import { View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { useCall } from '../../api';
import { readParam, Trouble, titleOf } from '../../flows/order';
import { copy } from '../../platform/clipboard';
import { surface } from '../../platform/surface';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { receipt as words } from '../../text/words/receipt';
import { BottomBar, Button, Card, Empty, Page, Skeleton } from '../../ui';
import { HowToVerify } from './how';
import { Paper } from './paper';
import { ShareButton } from './share-button';
import './index.scss';

/** A receipt is never changed once it is made. */
const NEVER_STALE_MS = 24 * 3_600_000;

/** 电子凭证: what was paid, and how anyone can verify it. `?order=<id>` */
export default function ReceiptPage(): ReactNode {
  const t = useText();
  const w = useWords(words);
  const { params } = useRouter<{ order?: string }>();
  const order = readParam(params.order);
  const { data, problem, waiting, again } = useCall('receipt', { id: order }, { freshMs: NEVER_STALE_MS });
  const catalogue = useCall('catalogue', {});
  const [explaining, setExplaining] = useState(false);

  if (!data) {
    return (
      <Page title={w.title}>
        {waiting && (
          <Card>
            <Skeleton rows={3} asking={w.asking} />
          </Card>
        )}
        {!waiting && problem?.code === 'receipt_not_ready' && (
          <Empty
            whole
            art="teacup"
            title={w.notReadyTitle}
            text={problemWords(problem.code, problem.facts, t.language)}
            action={{ id: 'again', label: t.common.retry, onPress: again }}
          />
        )}
        {!waiting && problem?.code !== 'receipt_not_ready' && (
          <Trouble what="order" problem={problem} here={`/pages/receipt/index?order=${order}`} onAgain={again} />
        )}
      </Page>
    );
  }

  const say = (title: string): void => void Taro.showToast({ title, icon: 'none' });
  const copyText = async (text: string, done: string): Promise<void> => say((await copy(text)) ? done : w.copyFailed);

  return (
    <Page
      title={w.title}
      bottom={
        <BottomBar>
          <View className="receipt-acts">
            {surface === 'h5' && (
              <ShareButton title={w.sharedTitle(titleOf(data.order, t))} url={data.verify_url} label={w.share} onCopied={() => say(w.linkCopied)} />
            )}
            <Button id="copy-link" label={w.copyLink} onPress={() => void copyText(data.verify_url, w.linkCopied)} />
          </View>
        </BottomBar>
      }
    >
      <Paper receipt={data} onExplain={() => setExplaining(true)} />
      {catalogue.data?.simulation && <View className="receipt-simulated">{w.simulated}</View>}
      <HowToVerify open={explaining} onClose={() => setExplaining(false)} onCopy={() => void copyText(data.code, w.codeCopied)} />
    </Page>
  );
}
