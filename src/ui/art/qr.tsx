import { View } from '@tarojs/components';
import { type ReactNode, useMemo } from 'react';
import { encode } from 'uqr';
import { aria } from '../../platform/aria';
import { tokens } from '../../ui/tokens';
import './qr.scss';

interface Props {
  readonly text: string;
  /** what the code is for, said by a screen reader */
  readonly label: string;
  readonly size?: number;
}

/** Always ink on white, also in the dark: readers need the contrast. */
export function Qr({ text, label, size = 160 }: Props): ReactNode {
  const image = useMemo(() => {
    const { data, size: modules } = encode(text, { border: 2 });
    let path = '';
    // Runs of dark modules in a row become one rectangle: a tenth of the text of one square each.
    data.forEach((row, y) => {
      for (let x = 0; x < modules; x++) {
        let run = 0;
        while (row[x + run]) run++;
        if (run) path += `M${x} ${y}h${run}v1h-${run}z`;
        x += run;
      }
    });
    const fill = tokens.color.light.ink.replace('#', '%23');
    return `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${modules} ${modules}' shape-rendering='crispEdges'%3E%3Cpath fill='${fill}' d='${path}'/%3E%3C/svg%3E")`;
  }, [text]);
  return <View className="qr" style={{ width: `${size}px`, height: `${size}px`, backgroundImage: image }} {...aria({ role: 'img', label })} />;
}
